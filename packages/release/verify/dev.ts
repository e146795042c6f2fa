/**
 * Runs vitest in the folder of one package: in watch mode for `dev`, once with coverage for `coverage`.
 *
 *     node packages/release/verify/dev.ts dev|coverage <package> [filter of vitest]...
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const [mode, name = '', ...filters] = process.argv.slice(2)
const folder = name === 'spec' ? join(root, 'spec') : join(root, 'packages', name)

if (name === '' || !existsSync(join(folder, 'package.json'))) {
  const names = readdirSync(join(root, 'packages')).filter((each) =>
    existsSync(join(root, 'packages', each, 'test')),
  )
  process.stderr.write(
    `Expected the folder of a package and got "${name}". Use one of ${names.join(', ')} or spec.\n`,
  )
  process.exit(2)
}

const config = join(root, 'vitest.config.ts')
const watching =
  mode === 'coverage'
    ? ['run', '--coverage', '--coverage.include=src/**', '--coverage.reporter=text']
    : ['watch']
const { status } = spawnSync(
  'vitest',
  [...watching, '--config', config, '--root', '.', '--project', 'unit', ...filters],
  { cwd: folder, stdio: 'inherit' },
)
process.exitCode = status ?? 1
