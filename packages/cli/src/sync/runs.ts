import { join } from 'node:path'
import { existsSync } from 'node:fs'
import type { StoredRun } from '@block-slots/sync'
import { hasConfiguration } from '../configurations.ts'
import { describeMessage } from '../message.ts'
import type { Session } from '../session.ts'
import { displayPath } from '../text/path.ts'
import { shownZone } from '../time/zone.ts'
import { readOwners } from './carry-out.ts'
import { serializeReport } from './document.ts'
import { withRun } from './find-run.ts'
import { findImportedRuns, setupOf } from './imported.ts'
import { withSetup, withSync, type SyncFlags, type Work } from './open.ts'
import { describePlan } from './plan-text.ts'
import { printAll } from './print-all.ts'
import { describeReport } from './report-text.ts'
import { describeRuns, markRuns, type RunMark } from './runs-text.ts'

/** `block-slots runs`: lists the stored runs, or shows one with its report. */
export async function runs(run: string | undefined, flags: SyncFlags, session: Session): Promise<void> {
  if (run === undefined) return listRuns(flags, session)
  await withRun(run, flags, session, async ({ sync, store, suffix, isImported, folder }) => {
    const stored = await sync.readRun(run)
    const { plan, report } = stored
    if (flags.json) return printAll(session, serializeReport(report))
    const { undoneBy, isStale } = markRuns(await store.runs()).get(plan.run.id) ?? {}
    if (plan.run.state === 'planned') {
      return printAll(session, describePlan(plan, { suffix, isImported, isStale, isWhole: true }))
    }
    const file = join(folder, `${plan.run.id}.report.json`)
    const owners = await readOwners(plan)
    const context = {
      owners,
      suffix,
      isImported,
      undoneBy,
      ...(existsSync(file) && { file: displayPath(file) }),
    }
    await printAll(session, describeReport(report, context))
  })
}

/** Lists the runs of the configuration, if there is one, and those of imports. */
async function listRuns(flags: SyncFlags, session: Session): Promise<void> {
  const found: StoredRun[] = []
  const marks = new Map<string, RunMark>()
  const collect: Work = async ({ sync, store }) => {
    const stored = await store.runs()
    for (const [id, mark] of markRuns(stored)) marks.set(id, mark)
    for (const { id } of stored) found.push(await sync.readRun(id))
  }
  const { runs: imported, failures } = await findImportedRuns(session)
  if (flags.config !== undefined || hasConfiguration() || (imported.length === 0 && failures.length === 0)) {
    await withSync(flags, session, collect)
  }
  const states = new Map(imported.map((one) => [one.statePath, one]))
  for (const one of states.values()) {
    await withSetup(await setupOf(one, flags, session), flags, session, collect)
  }
  for (const failure of failures) {
    await session.note(
      `Note: ${describeMessage(failure instanceof Error ? failure.message : String(failure))}`,
    )
  }
  found.sort((one, other) => other.plan.run.createdAt - one.plan.run.createdAt)
  if (flags.json) {
    const rows = found.map(({ plan, report }) => ({
      ...plan.run,
      changes: plan.changes,
      planned: plan.counts,
      counts: report.counts,
      stopped: report.stopped.length,
    }))
    await session.print({ json: rows, indent: 2 })
  } else await printAll(session, describeRuns(found, shownZone(session), marks))
}
