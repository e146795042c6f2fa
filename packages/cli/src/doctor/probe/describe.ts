import type { Line } from '@block-slots/sync/view'
import { wrap } from '../../text/columns.ts'
import { countStates } from '../check.ts'
import { describeDetail, describeState } from '../report.ts'
import type { Cleanup } from './clean.ts'
import { countBlocks, type Finding, topics } from './finding.ts'
import type { Probed } from './run.ts'
import { describeNight } from './site.ts'

/** Describes what a probe has found: what is assumed of each, and why it matters. */
export function describeProbe({ findings, cleanup, who, site }: Probed, columns: number): Line[] {
  return [
    ...[`Measured on ${who}:`, describeNight(site)].flatMap((text) =>
      wrap(text, '', { columns }).map((line) => [line]),
    ),
    [''],
    ...findings.flatMap((finding) => describeFinding(finding, columns)),
    [''],
    ...describeCleanup(cleanup, columns),
    [`${countStates(findings)}.`],
  ]
}

function describeFinding({ topic, state, found }: Finding, columns: number): Line[] {
  const { about, assumed, matters } = topics[topic]
  return [
    ...describeState(state, `${about}: ${found}`, columns),
    ...describeDetail(`assumed: ${assumed}`, columns),
    ...describeDetail(`matters: ${matters}`, columns),
  ]
}

/** Describes how a probe has left the calendar. */
function describeCleanup({ deleted, leftover, open, failure }: Cleanup, columns: number): Line[] {
  const isClean = leftover.length === 0 && failure === undefined
  const again = 'the next probe of this user finds and deletes it'
  return [
    ...(isClean
      ? describeState('ok', `Deleted ${countBlocks(deleted)}; a list shows that none is left`, columns)
      : describeState(
          'failed',
          `Deleted ${countBlocks(deleted)}; not all: ${failure ?? 'some are still listed'}`,
          columns,
        )),
    ...leftover.flatMap((id) => describeDetail(`delete it by hand: block-slots delete ${id}`, columns)),
    ...(open === 0
      ? []
      : describeState(
          'unknown',
          `${open} requests that were cut may still create a block: ${again}`,
          columns,
        )),
  ]
}

/** The report of a probe as data, with the words that explain it. */
export function probeAsJson({ findings, cleanup, site }: Probed): unknown {
  const { userId, timeZone, from, to } = site
  return {
    user: userId,
    timeZone,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    findings: findings.map(({ topic, state, found, samples }) => ({
      topic,
      ...topics[topic],
      state,
      found,
      samples,
    })),
    cleanup,
  }
}
