import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { exactly, printFigures } from '../table.ts'
import { docs } from './site/build.ts'

/** Builds the command, and compares what it prints with the recorded terminals of the documents. */
export function proveCasts(): void {
  const build = ['exec', 'turbo', 'run', 'build', '--filter=block-slots...', '--output-logs=errors-only']
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
  const built = spawnSync('pnpm', build, {
    cwd: join(docs, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  })
  if (built.status !== 0) throw new Error('The command could not be built. Run this proof by `pnpm prove`.')
  const program = ['--conditions=block-slots-source', 'draw/cast/main.ts', '--check']
  const checked = spawnSync(process.execPath, program, { cwd: docs, stdio: 'inherit' })
  printFigures('Recorded terminals', [exactly('stale', checked.status === 0 ? 0 : 1, 0)])
}
