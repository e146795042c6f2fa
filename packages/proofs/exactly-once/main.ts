import { parseArgs } from 'node:util'
import { runJob, type Done, type How } from './job.ts'
import type { Day } from './setting.ts'
import { rush } from './thundering-herd.ts'
import { report, type Figure } from '../report.ts'

// Makes 60,000 blocks over 25 seeds on bad days and lets the log of the service judge, then shows what happens without
// what prevents it. `--seeds 2` runs fewer, `--seed 7` other ones.

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '20261122' }, seeds: { type: 'string', default: '25' } },
})
const print = (text: string): unknown => process.stdout.write(`${text}\n`)
const size = { locations: 20, each: 120 } as const
const first = Number(values.seed)
/** A late commit and a lagging list together stay below the horizon of ten seconds. */
const badDay: Day = { commitDelayMs: 3000, lagMs: 6000 }

const total = {
  wanted: 0,
  duplicates: 0,
  reported: 0,
  lost: 0,
  wrong: 0,
  sends: 0,
  lists: 0,
  settled: 0,
  virtualMs: 0,
  busiest: 0,
}
const ends = new Map<string, number>()
const startedMs = performance.now()
for (let seed = first; seed < first + Number(values.seeds); seed += 1) {
  // oxlint-disable-next-line no-await-in-loop -- One after another, as each takes a processor of its own.
  const done = await runJob(seed, size, badDay, { by: 'client' })
  total.wanted += done.wanted
  total.duplicates += done.duplicates.length
  total.reported += done.reported.size
  total.lost += done.lost
  total.wrong += done.wrong
  total.sends += done.sends
  total.lists += done.lists
  total.settled += done.settled
  total.virtualMs += done.virtualMs
  total.busiest = Math.max(total.busiest, done.busiest)
  for (const [end, count] of done.ends) ends.set(end, (ends.get(end) ?? 0) + count)
}
const seconds = Math.round((performance.now() - startedMs) / 1000)
const unknown = [...ends]
  .filter(([end]) => /(unknown|yes)$/.test(end))
  .reduce((sum, [, count]) => sum + count, 0)

print(
  `${total.wanted} creates, 30 % hit by one of twelve faults; ${Math.round(total.virtualMs / 60_000)} minutes in ${seconds} s`,
)
const sorted = [...ends]
sorted.sort(([, one], [, other]) => other - one)
for (const [end, count] of sorted) {
  print(`  ${end.padEnd(32)} ${String(count).padStart(7)}  ${((100 * count) / total.wanted).toFixed(2)} %`)
}
print(`  ${total.settled} of ${unknown} doubts could be settled afterwards`)
print(`  ${(total.sends / total.wanted).toFixed(3)} sends a block, ${total.lists} lists`)

const figures: Figure[] = [
  { what: 'duplicates', value: total.duplicates, unit: '', most: 0 },
  { what: 'lost', value: total.lost, unit: '', most: 0 },
  { what: 'wrong verdicts', value: total.wrong, unit: '', most: 0 },
  { what: 'reported as duplicates', value: total.reported, unit: '', most: 0 },
  { what: 'most requests of a location in any 10 s', value: total.busiest, unit: '', most: 100 },
  { what: 'creates of which nobody knows', value: (100 * unknown) / total.wanted, unit: ' %', most: 5 },
]

/** How many duplicates there are, how many of them are reported, and how many reports are of none. */
async function control(what: string, day: Day, how: How, least: number): Promise<Figure[]> {
  const done: Done = await runJob(first, size, day, how)
  const found = done.duplicates.length
  const made: Figure = { what: `${what}: duplicates of ${done.wanted}`, value: found, unit: '', least }
  if (how.by !== 'client') return [made]
  // DuplicateReport looks after blocks that were given, not after those of which it was said that they are not there.
  const known = new Set([...done.reported, ...done.untold])
  const missed = done.duplicates.filter((id) => !known.has(id)).length
  const untold: Figure = {
    what: `${what}: made, and told that it was not`,
    value: done.untold.length,
    unit: '',
  }
  return [made, untold, { what: `${what}: not reported as duplicates`, value: missed, unit: '', most: 0 }]
}

figures.push(
  ...(await control('blind retry', badDay, { by: 'blind retry' }, 401)),
  ...(await control('no horizon', badDay, { by: 'client', options: { reconcileTimeoutMs: 0 } }, 1)),
  ...(await control(
    'commit later than the horizon',
    { commitDelayMs: 15_000, lagMs: 0 },
    { by: 'client' },
    1,
  )),
  ...(await control(
    'list staler than the horizon',
    { commitDelayMs: 0, lagMs: 30_000, lags: 'always' },
    { by: 'client' },
    1,
  )),
)
const { served, probes, waitedMs, resends, busiestPercent } = await rush(1000)
figures.push(
  { what: '1,000 callers and one 429: served', value: served, unit: '', least: 1000 },
  {
    what: '1,000 callers and one 429: wait before the first resend',
    value: waitedMs,
    unit: ' ms',
    least: 5000,
  },
  { what: '1,000 callers and one 429: probes', value: probes, unit: '', least: 1, most: 1 },
  { what: '1,000 callers and one 429: resends', value: resends, unit: '', most: 1000 },
  { what: '1,000 callers and one 429: in the busiest 100 ms', value: busiestPercent, unit: ' %', most: 10 },
)
report(figures)
