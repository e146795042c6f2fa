import { parseArgs } from 'node:util'
import { readCount } from '../arguments.ts'
import { exactly, printFigures, type Figure } from '../table.ts'
import { runJob, type Strategy } from './job.ts'
import { thunderingHerd } from './thundering-herd.ts'
import { faultyConditions, type Conditions } from './workload.ts'

// Creates 60,000 blocks over 25 seeds under faults, counts by the audit log of the service, and shows the duplicates that
// appear without each safeguard. Another number of creates is rounded up to whole seeds of 2,400.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' } },
})
const size = { locations: 20, each: 120 } as const
const firstSeed = readCount('--seed', values.seed, 20_261_122)
const seeds = Math.ceil(readCount('creates', positionals[0], 60_000) / (size.locations * size.each))

const total = {
  wanted: 0,
  duplicates: 0,
  reported: 0,
  lost: 0,
  wrong: 0,
  sends: 0,
  lists: 0,
  reconciledLater: 0,
  virtualMs: 0,
  peak: 0,
}
const outcomes = new Map<string, number>()
const startedMs = performance.now()
for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
  // oxlint-disable-next-line no-await-in-loop -- Each takes a processor of its own.
  const result = await runJob(seed, size, faultyConditions, { by: 'client' })
  total.wanted += result.wanted
  total.duplicates += result.duplicates.length
  total.reported += result.reported.size
  total.lost += result.lost
  total.wrong += result.wrong
  total.sends += result.sends
  total.lists += result.lists
  total.reconciledLater += result.reconciledLater
  total.virtualMs += result.virtualMs
  total.peak = Math.max(total.peak, result.peak)
  for (const [outcome, count] of result.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count)
}
const seconds = Math.round((performance.now() - startedMs) / 1000)
const unknown = [...outcomes]
  .filter(([outcome]) => /(unknown|yes)$/.test(outcome))
  .reduce((sum, [, count]) => sum + count, 0)
const sorted = [...outcomes]
sorted.sort(([, one], [, other]) => other - one)
const percentOf = (count: number): number => (100 * count) / total.wanted

const figures: Figure[] = [
  { name: 'creates', measured: total.wanted },
  { name: 'share of creates hit by one of 12 faults', measured: 30, unit: ' %' },
  { name: 'virtual time', measured: Math.round(total.virtualMs / 60_000), unit: ' min' },
  { name: 'real time', measured: seconds, unit: ' s' },
  ...sorted.map(([outcome, count]) => ({
    name: `outcome: ${outcome}`,
    measured: count,
    note: `${percentOf(count).toFixed(2)} %`,
  })),
  { name: 'unknown outcomes', measured: unknown },
  { name: 'unknown outcomes that reconcile() settled later', measured: total.reconciledLater },
  { name: 'requests per create', measured: total.sends / total.wanted },
  { name: 'lists', measured: total.lists },
  exactly('duplicates', total.duplicates, 0),
  exactly('lost', total.lost, 0),
  exactly('wrong reports', total.wrong, 0),
  exactly('reported as duplicates', total.reported, 0),
  { name: 'most requests of a location in any 10 s', measured: total.peak, max: 100 },
  { name: 'share of unknown outcomes', measured: percentOf(unknown), unit: ' %', max: 0.02 },
]

/** The same without a safeguard: there have to be duplicates, and the client has to report each of them. */
async function withoutSafeguard(
  name: string,
  conditions: Conditions,
  strategy: Strategy,
  minDuplicates: number,
): Promise<Figure[]> {
  const result = await runJob(firstSeed, size, conditions, strategy)
  const duplicates: Figure = {
    name: `${name}: duplicates of ${result.wanted}`,
    measured: result.duplicates.length,
    min: minDuplicates,
  }
  if (strategy.by !== 'client') return [duplicates]
  // `findDuplicates` looks for blocks that were returned, not for those that were reported as not applied.
  const known = new Set([...result.reported, ...result.deniedIds])
  const unreported = result.duplicates.filter((id) => !known.has(id)).length
  return [
    duplicates,
    { name: `${name}: created and reported as not applied`, measured: result.deniedIds.length },
    exactly(`${name}: duplicates not reported`, unreported, 0),
  ]
}

figures.push(
  ...(await withoutSafeguard('naive retry', faultyConditions, { by: 'naive retry' }, 401)),
  ...(await withoutSafeguard(
    'without reconcile timeout',
    faultyConditions,
    { by: 'client', options: { reconcileTimeoutMs: 0 } },
    1,
  )),
  ...(await withoutSafeguard(
    'commit later than the reconcile timeout',
    { commitDelayMs: 15_000, listLagMs: 0 },
    { by: 'client' },
    1,
  )),
  ...(await withoutSafeguard(
    'list staler than the reconcile timeout',
    { commitDelayMs: 0, listLagMs: 30_000, staleLists: 'always' },
    { by: 'client' },
    1,
  )),
)
const { served, probes, waitedMs, resends, peakPercent } = await thunderingHerd(1000)
const herd = '1,000 callers and one 429'
figures.push(
  { name: `${herd}: served`, measured: served, min: 1000 },
  { name: `${herd}: wait before the first resend`, measured: waitedMs, unit: ' ms', min: 5000 },
  exactly(`${herd}: probes`, probes, 1),
  { name: `${herd}: resends`, measured: resends, max: 1000 },
  { name: `${herd}: in the busiest 100 ms`, measured: peakPercent, unit: ' %', max: 10 },
)
printFigures(`Exactly once, ${seeds} seeds from ${firstSeed}`, figures)
