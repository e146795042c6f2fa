import { isBlockSlotsError } from '@block-slots/client'
import type { Session } from '../../session.ts'
import { pageColumns, truncate } from '../../text/columns.ts'
import { cleanUp, type Cleanup } from './clean.ts'
import type { Context } from './context.ts'
import { judgeDeletion, measureDeletion } from './deletion.ts'
import { measureEcho } from './echo.ts'
import { judgeEdges, measureEdges } from './edges.ts'
import { type Finding, type Topic, topics } from './finding.ts'
import { judgeKey, measureKey } from './key.ts'
import { judgeLag, measureLag, medianOf } from './lag.ts'
import { judgeLate, measureLate } from './late.ts'
import { judgeLength, judgeOrder, measureLongList } from './long-list.ts'
import { judgeFailures, judgeLimit } from './replies.ts'
import { judgeDates, judgeTimes } from './times.ts'
import { judgeTitles } from './titles.ts'

/** What a probe has found, and how it has left the calendar. */
export type ProbeReport = {
  readonly findings: readonly Finding[]
  readonly cleanup: Cleanup
  /** What has ended it before everything was measured. */
  readonly ended?: { readonly error: unknown }
}

/** Measures what only a live account can tell, and deletes what it has created however it ends. Never throws. */
export async function runProbe(
  context: Context,
  session: Pick<Session, 'columns' | 'status'>,
): Promise<ProbeReport> {
  const findings: Finding[] = []
  let ended: ProbeReport['ended']
  try {
    await measureAll(context, session, findings)
  } catch (error) {
    ended = { error }
  }
  return { findings, cleanup: await cleanUp(context), ...(ended && { ended }) }
}

async function measureAll(
  context: Context,
  { columns = pageColumns, status }: Pick<Session, 'columns' | 'status'>,
  findings: Finding[],
): Promise<void> {
  const { service, signal } = context
  const measure = async (names: readonly Topic[], work: () => Promise<readonly Finding[]>): Promise<void> => {
    await status(truncate(`Measuring: ${names.map((name) => topics[name].about).join('; ')}`, columns - 1))
    try {
      findings.push(...(await work()))
    } catch (error) {
      signal.throwIfAborted()
      // Where the first block cannot be created, none can.
      if (isBlockSlotsError(error, 'rate-limited') || findings.length === 0) throw error
      const found = `not measured: ${error instanceof Error ? error.message : String(error)}`
      findings.push(...names.map((topic) => ({ topic, state: 'failed', found, samples: null }) as const))
    }
  }
  let responseMs = 0
  await measure(['lag'], async () => {
    const samples = await measureLag(context)
    responseMs = medianOf(samples.map((sample) => sample.responseMs))
    return [judgeLag(samples)]
  })
  await measure(['late'], async () => [judgeLate(await measureLate(context, responseMs))])
  await measure(['titles', 'times', 'dates'], async () => {
    const { titles, times, dates } = await measureEcho(context)
    return [judgeTitles(titles), judgeTimes(times), judgeDates(dates)]
  })
  await measure(['order', 'length'], async () => {
    const sample = await measureLongList(context)
    return [judgeOrder(sample), judgeLength(sample)]
  })
  await measure(['edges'], async () => [judgeEdges(await measureEdges(context))])
  await measure(['delete'], async () => [judgeDeletion(await measureDeletion(context))])
  await measure(['key'], async () => [judgeKey(await measureKey(context))])
  findings.push(judgeLimit(service.replies), judgeFailures(service.replies))
}
