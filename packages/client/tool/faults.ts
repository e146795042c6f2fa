import { wire } from './matrix/carrier.ts'
import { cells } from './matrix/cell.ts'
import { runCells } from './matrix/run.ts'

const print = (text: string): unknown => process.stdout.write(`${text}\n`)
const all = cells([1, 2, 3])
const started = performance.now()
const failed = await runCells(all, wire)
for (const { name, wrong } of failed) print(`${name}\n    ${wrong.join('\n    ')}`)
print(`${all.length} cells, ${failed.length} failed, ${Math.round(performance.now() - started)} ms`)
process.exitCode = failed.length > 0 ? 1 : 0
