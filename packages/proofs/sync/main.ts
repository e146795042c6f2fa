import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readCount, readNames } from '../arguments.ts'
import { printFigures, type Figure } from '../table.ts'
import {
  guardFigures,
  killFigures,
  machineFigures,
  nightFigures,
  setBackFigures,
  sizeFigures,
  type Options,
} from './figures.ts'

// Proves that calendars are kept equal to their source, part by part. Each is judged by the audit log of the service.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, seeds: { type: 'string' }, blocks: { type: 'string' } },
})
const options: Options = {
  seed: readCount('--seed', values.seed, 20_261_130),
  seeds: readCount('--seeds', values.seeds, 25),
  blocks: readCount('--blocks', values.blocks, 600_000),
}

const parts = {
  diff: './diff.ts',
  kills: killFigures,
  'set-back': setBackFigures,
  machines: machineFigures,
  guards: guardFigures,
  night: nightFigures,
  damage: './damage.ts',
  'pg-boss': './pg-boss.ts',
  size: sizeFigures,
} as const satisfies Readonly<Record<string, string | ((options: Options) => Promise<Figure[]>)>>

type Part = keyof typeof parts
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The keys of the table above.
const names = Object.keys(parts) as Part[]

for (const name of readNames('part', positionals, names)) {
  const part = parts[name]
  if (typeof part === 'string') {
    // A program of its own, which prints its figures and takes a seed.
    const seed = values.seed === undefined ? [] : ['--seed', values.seed]
    const program = fileURLToPath(new URL(part, import.meta.url))
    const node = ['--conditions=block-slots-source', program, ...seed]
    if (spawnSync(process.execPath, node, { stdio: 'inherit' }).status !== 0) process.exitCode = 1
    continue
  }
  const startedMs = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- Parts share the processors.
  const figures = await part(options)
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  printFigures(`Sync, ${name}, seed ${options.seed}`, [
    ...figures,
    { name: 'duration', measured: seconds, unit: ' s' },
  ])
}
