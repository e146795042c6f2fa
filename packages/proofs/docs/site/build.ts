import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package of the site. */
export const docs: string = fileURLToPath(new URL('../../../docs', import.meta.url))

/** What is built of it. */
export const dist: string = join(docs, 'dist')

/** Builds the site, and returns how many seconds that takes. */
export function buildSite(): number {
  const started = performance.now()
  const { status } = spawnSync(process.execPath, ['site/build.ts'], {
    cwd: docs,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('The site could not be built.')
  return (performance.now() - started) / 1000
}
