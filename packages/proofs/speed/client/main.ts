import { proofArguments, readNames } from '../../arguments.ts'
import { printFigures, type Figure } from '../../table.ts'
import { cpu } from './cpu.ts'
import { bundles, installed } from './size.ts'
import { start } from './start.ts'

// Costs of the client beside its peers, with budgets. Needs the built client, and npm, which installs the peers into a
// temporary folder. Processor time is a ratio to that of the platform's `fetch` in the same run.

const parts = {
  cpu,
  start: async (): Promise<Figure[]> => start(),
  size: async (): Promise<Figure[]> => [...installed(), ...(await bundles())],
}

const figures: Figure[] = []
for (const name of readNames('part', proofArguments, ['cpu', 'start', 'size']))
  // oxlint-disable-next-line no-await-in-loop -- Parts share the processors.
  figures.push(...(await parts[name]()))
printFigures(
  `Node ${process.versions.node}: processor time per create with 32 in flight, start, size`,
  figures,
)
// Peers keep connections open.
process.exit()
