import type { Figure } from '../../table.ts'
import { median, quantile } from '../median.ts'

/** One way to do a job. `run` does a batch of it and returns how many units it did. */
export type Candidate = {
  readonly name: string
  readonly run: () => number | Promise<number>
  readonly note?: string
  /** The least factor by which the first candidate must be faster. */
  readonly min?: number | undefined
}

/** How often candidates are measured, and for how long each time. */
export type Rounds = { readonly rounds: number; readonly ms: number }

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Units in a second of CPU time, over as many runs as fit into a time, at least one. */
async function rateOf({ run }: Candidate, ms: number): Promise<number> {
  const startedMs = cpuMs()
  let [units, elapsedMs] = [0, 0]
  while (elapsedMs < ms) {
    // oxlint-disable-next-line no-await-in-loop -- Runs are measured one by one.
    units += await run()
    elapsedMs = cpuMs() - startedMs
  }
  return (units / elapsedMs) * 1000
}

/** The rate after a warm-up: V8 drops the machine code of what did not run during the others' garbage collections. */
async function warmRateOf(candidate: Candidate, ms: number): Promise<number> {
  await rateOf(candidate, ms)
  return await rateOf(candidate, ms)
}

/**
 * Compares the first candidate with each other one in pairs: both run one after the other, in alternating order, so
 * that other load on the machine hits both alike. Time is CPU time, which does not count the turns of other programs.
 *
 * @returns The median rates, and the quartiles of the ratios of the pairs.
 */
export async function measure(
  unit: string,
  [first, ...others]: readonly Candidate[],
  { rounds, ms }: Rounds = { rounds: 9, ms: 120 },
): Promise<Figure[]> {
  if (first === undefined) return []
  const own: number[] = []
  const rates = others.map((): number[] => [])
  const ratios = others.map((): number[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, other] of others.entries()) {
      // oxlint-disable no-await-in-loop -- As above.
      const ahead = round % 2 === 0 ? await warmRateOf(first, ms) : undefined
      const rate = await warmRateOf(other, ms)
      const rateOfFirst = ahead ?? (await warmRateOf(first, ms))
      // oxlint-enable no-await-in-loop
      own.push(rateOfFirst)
      rates[index]?.push(rate)
      ratios[index]?.push(rateOfFirst / rate)
    }
  }
  const figureOf = ({ name, note = '' }: Candidate, each: readonly number[]): Figure => ({
    name,
    measured: threeDigits(median(each)),
    unit: ` ${unit}`,
    note,
  })
  return [
    figureOf(first, own),
    ...others.flatMap((other, index): Figure[] => {
      const each = ratios[index] ?? []
      const [low, high] = [quantile(each, 0.25), quantile(each, 0.75)].map(threeDigits)
      const measured = threeDigits(median(each))
      const name = `  ${first.name} is faster by`
      return [
        figureOf(other, rates[index] ?? []),
        { name, measured, unit: ' x', min: other.min, note: `quartiles ${low} to ${high}` },
      ]
    }),
  ]
}

const threeDigits = (value: number): number => Number(value.toPrecision(3))
