import { readdirSync } from 'node:fs'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { findImportedRuns, setupOf } from './imported.ts'
import { withSetup, withSync, type SyncFlags, type Work } from './open.ts'

/** True when the working folder has a configuration. */
export const hasConfig = (): boolean =>
  readdirSync(process.cwd()).some((name) => /^block-slots\.(?:ya?ml|json|config\.m?[jt]s)$/.test(name))

/** Opens the state that has a run: that of an import, or else that of the configuration. */
export async function withRun(id: string, flags: SyncFlags, session: Session, work: Work): Promise<void> {
  const imported = await findImport(id, flags, session)
  if (imported === undefined) return withSync(flags, session, work)
  return withSetup(await setupOf(imported, flags, session), flags, session, work)
}

async function findImport(id: string, { config }: SyncFlags, session: Session) {
  if (config !== undefined || !/^[0-9a-f]{4,8}$/.test(id)) return undefined
  const { runs, failures } = await findImportedRuns(session, id)
  const [found] = runs
  if (found === undefined) {
    if (hasConfig()) return undefined
    if (failures.length > 0) throw failures[0]
    throw new UsageError(
      `Expected the id of a run and got ${id}, which no import has, and there is no configuration in this folder. ` +
        'Go to the folder of the configuration, name it with --config, or list the runs with: block-slots runs',
    )
  }
  // The configuration may have a run with the same beginning, and the two must not be confused.
  if (id.length === 8 && runs.length === 1) return found
  throw new UsageError(
    `Expected all eight digits of a run of an import and got ${id}. Write ${runs.map(({ run }) => run.id).join(' or ')}.`,
  )
}
