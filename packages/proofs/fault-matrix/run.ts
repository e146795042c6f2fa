import type { Carrier } from './transport.ts'
import { nameOf, type Cell } from './cell.ts'
import { seeded } from './draw.ts'
import { judge } from './judge.ts'
import { carryOut } from './world.ts'

/** A cell that is not as the table says. */
export type Failed = { readonly cell: Cell; readonly name: string; readonly wrong: readonly string[] }

/** Runs experiments, so many at once, and gives those that went wrong. */
export async function runCells(cells: readonly Cell[], carrier: Carrier, atOnce = 1): Promise<Failed[]> {
  const failed: Failed[] = []
  const queue = [...cells]
  const work = async (): Promise<void> => {
    for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
      const name = nameOf(cell)
      // oxlint-disable-next-line no-await-in-loop -- One after another is what is wanted here.
      const wrong = await (atOnce === 1 ? seeded(name, () => tryCell(cell, carrier)) : tryCell(cell, carrier))
      if (wrong.length > 0) failed.push({ cell, name, wrong })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return failed
}

async function tryCell(cell: Cell, carrier: Carrier): Promise<string[]> {
  try {
    return judge(cell, await carryOut(cell, carrier), carrier)
  } catch (error) {
    return [`the experiment itself failed: ${String(error)}`]
  }
}
