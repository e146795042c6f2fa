import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../release/examples/main.ts', import.meta.url))

/** Installs the examples from packed packages and runs them. A process of its own, as the release package is not imported. */
export function proveExamples(): void {
  const { status } = spawnSync(process.execPath, ['--conditions=block-slots-source', program], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
