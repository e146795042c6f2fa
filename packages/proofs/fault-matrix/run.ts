import { withSeededRandom } from '../random.ts'
import { cellName, type Cell } from './cell.ts'
import { runExperiment } from './experiment.ts'
import { judge } from './judge.ts'
import type { Transport } from './transport.ts'

/** A cell that did not end as expected. */
export type FailedCell = { readonly cell: Cell; readonly name: string; readonly problems: readonly string[] }

/** Runs experiments, `concurrency` at a time, and returns those that failed. */
export async function runCells(
  cells: readonly Cell[],
  transport: Transport,
  concurrency = 1,
): Promise<FailedCell[]> {
  const failed: FailedCell[] = []
  const queue = [...cells]
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const name = cellName(cell)
      const check = (): Promise<string[]> => checkCell(cell, transport)
      // oxlint-disable-next-line no-await-in-loop -- A worker runs one experiment at a time.
      const problems = await (concurrency === 1 ? withSeededRandom(name, check) : check())
      if (problems.length > 0) failed.push({ cell, name, problems })
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return failed
}

async function checkCell(cell: Cell, transport: Transport): Promise<string[]> {
  try {
    return judge(cell, await runExperiment(cell, transport), transport)
  } catch (error) {
    return [`the experiment itself failed: ${String(error)}`]
  }
}
