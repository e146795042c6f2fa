import { median, quantile } from '../median.ts'
import type { Quartiles } from '../measured.ts'
import { baseName } from './candidates.ts'
import type { Prepared } from './prepare.ts'
import { runWorker, type Costs, type WorkerOptions } from './worker-process.ts'

/** Costs of a create as ratios to those of the first way in the same round. */
export type Ratios = { readonly sequential: Quartiles; readonly inFlight: Quartiles }

/** Measures the ways in turn, round by round, each in a process of its own, so that other load hits them alike. */
export async function measureCpu(
  ways: readonly Prepared[],
  rounds: number,
  options: WorkerOptions,
): Promise<Map<string, Ratios>> {
  const costs: Map<string, Costs>[] = []
  for (let round = 0; round < rounds; round += 1) {
    const measured = new Map<string, Costs>()
    // Another one is first in each round, because what ran before can matter.
    const order = [...ways.slice(round % ways.length), ...ways.slice(0, round % ways.length)]
    for (const { candidate, program } of order)
      // oxlint-disable-next-line no-await-in-loop -- Ways are measured one by one.
      measured.set(candidate.name, await runWorker(program, options))
    costs.push(measured)
  }
  const ratiosOf = (name: string, kind: keyof Costs): Quartiles =>
    quartiles(
      costs.map((round) => (round.get(name)?.[kind] ?? Number.NaN) / (round.get(baseName)?.[kind] ?? 0)),
    )
  return new Map(
    ways.map(({ candidate: { name } }) => [
      name,
      { sequential: ratiosOf(name, 'sequential'), inFlight: ratiosOf(name, 'inFlight') },
    ]),
  )
}

const quartiles = (values: readonly number[]): Quartiles => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
})
