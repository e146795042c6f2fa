import { parseArgs } from 'node:util'
import { diff } from '@block-slots/sync/src/diff/diff.ts'
import { mergeWanted } from '@block-slots/sync/src/diff/wanted.ts'
import { defaultRules } from '@block-slots/sync/src/rules.ts'
import { hour } from '@block-slots/sync/test/support/diff.calendar.ts'
import { controls } from '@block-slots/sync/test/support/diff.controls.ts'
import type { Tested } from '@block-slots/sync/test/support/diff.machine.ts'
import { breachNames, playHistory } from '@block-slots/sync/test/support/diff.model.ts'
import { readCount } from '../arguments.ts'
import { exactly, printFigures, printLine, type Figure } from '../table.ts'

// Plays 80,000 random histories of sources, people, machines, interruptions and lost states against the pure comparison, counts
// the breaches of each rule, and shows that the model finds the mistake when one rule is left out.

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } })
const rounds = readCount('rounds', positionals[0], 80_000)
const firstSeed = readCount('--seed', values.seed, 1)

const tallyNames: Readonly<Record<string, string>> = {
  kept: 'blocks that a person has changed or deleted, at the end',
  stops: 'plans that a guard stopped',
  cuts: 'runs that were interrupted',
  adopted: 'unfinished steps that were found in a list',
  takenOver: 'equal blocks of others taken for an unfinished create’s (known limit)',
  losses: 'states emptied or set back',
  faults: 'plans with an empty or truncated list, or an empty source',
}

/** Plays histories, and returns how many breach which rule, and the sums of what happened in them. */
function playAll(count: number, functions?: Tested) {
  const breaches = new Map<string, number[]>()
  const tally = new Map<string, number>()
  let faulty = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const history = playHistory(seed, functions)
    const found = new Set(history.breaches)
    if (found.size > 0) faulty += 1
    for (const name of found) breaches.set(name, [...(breaches.get(name) ?? []), seed])
    for (const [name, amount] of Object.entries(history.tally))
      tally.set(name, (tally.get(name) ?? 0) + amount)
  }
  return { breaches, tally, faulty }
}

const { breaches, tally } = playAll(rounds)
for (const [name, seeds] of breaches) printLine(`${name}: seeds ${seeds.slice(0, 5).join(', ')}`)
printFigures(`Comparison: ${rounds.toLocaleString('en')} random histories from seed ${firstSeed}`, [
  ...breachNames.map((name) => exactly(name, breaches.get(name)?.length ?? 0, 0)),
  ...[...tally].map(([name, measured]): Figure => ({ name: tallyNames[name] ?? name, measured })),
])

const controlRounds = Math.min(rounds, 1000)
printFigures(
  `Controls: histories of ${controlRounds.toLocaleString('en')} that show the mistake`,
  controls.map(({ name, functions }) => ({
    name,
    measured: playAll(controlRounds, functions).faulty,
    min: 1,
  })),
)

const value = (start: number) => ({ startTime: hour(start), endTime: hour(start + 1), title: 'Busy' })

/** A third of the blocks was moved by a person. */
function measure(blocks: number): Figure {
  const items = Array.from({ length: blocks }, (_, index) => ({ item: String(index), ...value(index * 2) }))
  const wanted = mergeWanted(items.map((item) => ({ source: 'source', item })))
  const listed = items.map((_, index) => ({
    id: `id${index}`,
    ...value(index * 2 + (index % 3 === 0 ? 1 : 0)),
  }))
  const ledger = new Map(
    items.map(({ item }, index) => [`id${index}`, { reasons: [`source/${item}`], wanted: value(index * 2) }]),
  )
  const window = { from: hour(0), to: hour(blocks * 2) }
  const times = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage().user
    diff({ wanted, listed, ledger, rules: defaultRules, window })
    return (process.cpuUsage().user - before) / 1000
  })
  times.sort((one, other) => one - other)
  return { name: `CPU for ${blocks.toLocaleString('en')} blocks`, measured: times[4] ?? NaN, unit: ' ms' }
}

printFigures('Speed: one comparison of one owner, the median of 9', [10_000, 100_000].map(measure))
