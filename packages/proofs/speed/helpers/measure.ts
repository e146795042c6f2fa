import type { Figure } from '../../table.ts'
import { median } from '../median.ts'

/** One way to do a job. `run` does a batch of it and returns how many units it did. */
export type Candidate = {
  readonly name: string
  readonly run: () => number | Promise<number>
  readonly note?: string
}

/** Units a second, over as many runs as fit into the time, at least one. */
async function rateOf({ run }: Candidate, ms: number): Promise<number> {
  const startedMs = performance.now()
  let [units, elapsedMs] = [0, 0]
  while (elapsedMs < ms) {
    // oxlint-disable-next-line no-await-in-loop -- Runs are measured one by one.
    units += await run()
    elapsedMs = performance.now() - startedMs
  }
  return (units / elapsedMs) * 1000
}

/**
 * Runs the candidates in turn, round by round, so that other load hits all of them alike, and takes medians. Each warms up
 * at every turn, because V8 drops the machine code of what did not run during the others' garbage collections.
 */
export async function measure(
  unit: string,
  candidates: readonly Candidate[],
  rounds = 7,
  ms = 150,
): Promise<Figure[]> {
  const rates = candidates.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, candidate] of candidates.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- As above.
      await rateOf(candidate, ms)
      // oxlint-disable-next-line no-await-in-loop -- As above.
      rates[index]?.push(await rateOf(candidate, ms))
    }
  }
  const medians = rates.map(median)
  const [first = Number.NaN] = medians
  return candidates.flatMap(({ name, note = '' }, index): Figure[] => {
    const rate = medians[index] ?? Number.NaN
    const measured: Figure = { name, measured: threeDigits(rate), unit: ` ${unit}`, note }
    const ratio = threeDigits(first / rate)
    return index === 0
      ? [measured]
      : [measured, { name: `  ${candidates[0]?.name} is faster by`, measured: ratio, unit: ' x' }]
  })
}

const threeDigits = (value: number): number => Number(value.toPrecision(3))
