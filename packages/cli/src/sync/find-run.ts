import { hasConfiguration } from '../configurations.ts'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { findImportedRuns, setupOf } from './imported.ts'
import { withSetup, withSync, type SyncFlags, type Work } from './open.ts'

/**
 * Makes sure that a text can be the id of a run, before anything is asked or opened.
 *
 * @throws UsageError when it cannot.
 */
export function checkRunId(id: string): void {
  if (/^[0-9a-f]{4,8}$/.test(id)) return
  throw new UsageError(
    `Expected the id of a run, or its first four digits or more, such as 3f9a1c20, and got ${id}. ` +
      'List the runs with: block-slots runs',
  )
}

/** Opens the state that has a run: that of an import, or else that of the configuration. */
export async function withRun(id: string, flags: SyncFlags, session: Session, work: Work): Promise<void> {
  checkRunId(id)
  if (flags.config !== undefined) return withSync(flags, session, work)
  const { runs, failures } = await findImportedRuns(session, id)
  const [found] = runs
  if (found === undefined && failures.length > 0 && !hasConfiguration()) throw failures[0]
  if (found === undefined && !hasConfiguration()) {
    throw new UsageError(
      `Expected the id of a run and got ${id}, which no import has, and there is no configuration in this folder. ` +
        'Go to the folder of the configuration, name it with --config, or list the runs with: block-slots runs',
    )
  }
  if (found === undefined) return withSync(flags, session, work)
  // The configuration may have a run with the same beginning, and the two must not be confused.
  const others = id.length < 8 && hasConfiguration() ? await runsOfConfig(id, flags, session) : []
  const ids = [...runs.map(({ run }) => run.id), ...others]
  if (ids.length > 1) {
    throw new UsageError(
      `Expected the id of one run and got ${id}, with which ${ids.length} begin. Write ${ids.join(' or ')}.`,
    )
  }
  return withSetup(await setupOf(found, flags, session), flags, session, work)
}

/** The ids of the configuration's runs that begin with a text. */
async function runsOfConfig(id: string, flags: SyncFlags, session: Session): Promise<string[]> {
  const ids: string[] = []
  await withSync(flags, session, async ({ store }) => {
    ids.push(...(await store.runs(id)).map((run) => run.id))
  })
  return ids
}
