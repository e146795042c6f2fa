import type { Plan, PlannedOwner, Report, SyncEvent } from '@block-slots/sync'
import type { JsonOutput } from '../io.ts'
import { valueOf } from './step.ts'

// With --json a command that carries out plans prints JSON lines: its plan, the outcome of each step, and its report last.

/**
 * The line of a plan. Its steps follow as they are carried out.
 *
 * @param approved - Whether `watch` carries it out.
 */
export const planLine = ({ run, counts, changes, stopped }: Plan, approved?: boolean): JsonOutput => ({
  json: { type: 'plan', run, counts, changes, stopped, ...(approved !== undefined && { approved }) },
})

/**
 * The line of a report. Its steps came before; those of earlier calls are in its file.
 *
 * @param more - The file, and the command that continues a run that was interrupted.
 */
export const reportLine = (
  { run, counts, stopped }: Report,
  { file, resume }: { readonly file?: string | undefined; readonly resume?: string | undefined } = {},
): JsonOutput => ({
  json: {
    type: 'report',
    run,
    counts,
    stopped,
    ...(file !== undefined && { file }),
    ...(resume !== undefined && run.state === 'stopped' && { resume }),
  },
})

/**
 * The line of an event; none for what a plan and a report have.
 *
 * @param owners - Owners by their key.
 */
export function eventLines(
  event: SyncEvent,
  owners: ReadonlyMap<string, Pick<PlannedOwner, 'name'>>,
): JsonOutput[] {
  if (event.type === 'warning' || event.type === 'wait') return [{ json: event }]
  if (event.type !== 'step') return []
  const { type, at, run, owner, step, outcome, detail } = event
  const { startTime, endTime, title } = valueOf(step)
  const name = owners.get(owner)?.name ?? owner
  const block = { action: step.action, outcome, startTime, endTime, title }
  return [{ json: { type, at, run, owner: name, ...block, ...(detail && { detail }) } }]
}
