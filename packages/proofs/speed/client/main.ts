/**
 * What the client costs beside what people would take instead, with the budgets it has to keep:
 *
 *     node bench/client.bench.ts [cpu] [start] [size]
 *
 * Needs the built package and npm, which installs the peers into a temporary folder. Processor time is given as a ratio to
 * that of the platform's `fetch` in the same run. Exits with 1 when a figure is over its budget.
 */
import { cpu } from './cpu.ts'
import { bundles, installed } from './size.ts'
import { start } from './start.ts'
import { head, rows } from './table.ts'

const wanted = new Set(process.argv.slice(2))
const wants = (part: string): boolean => wanted.size === 0 || wanted.has(part)

head(`Node ${process.versions.node}: processor time per create with 32 in flight; start; size`)
let over = 0
if (wants('cpu')) over += rows(await cpu())
if (wants('start')) over += rows(start())
if (wants('size')) over += rows([...installed(), ...(await bundles())])
process.exit(over === 0 ? 0 : 1)
