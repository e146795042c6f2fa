import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { checkContents } from './contents.ts'
import { checkLinks } from './link.ts'
import { checkLoads } from './loads.ts'
import { checkManifest } from './manifest.ts'
import { withPacked, type Packed } from './packed.ts'
import { checkReachability } from './reachable.ts'
import { attempt } from '../shared/command.ts'
import { root } from '../shared/root.ts'

/*
 * Checks the package in the current folder as it is published: packed by pnpm, which applies `publishConfig`. publint and
 * attw run first; the checks after them cover the rest.
 */

const folder = process.cwd()

/** Runs publint, with suggestions as errors. */
async function runPublint({ tarball, manifest }: Packed): Promise<string[]> {
  const { messages } = await publint({ pack: { tarball }, strict: true })
  return messages.map(
    (message) => `publint: ${formatMessage(message, manifest, { color: false }) ?? message.code}`,
  )
}

/** Runs attw, for ESM alone, on a package with declarations. */
async function runAttw({ path, files }: Packed): Promise<string[]> {
  if (![...files.keys()].some((each) => each.endsWith('.d.ts'))) return []
  const attw = fileURLToPath(new URL('../node_modules/@arethetypeswrong/cli/dist/index.js', import.meta.url))
  const argv = [attw, path, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']
  const { code, stdout, stderr } = await attempt(process.execPath, argv, { cwd: folder })
  return code === 0 ? [] : [`attw: ${(stdout + stderr).trim()}`]
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`

const failed = await withPacked(folder, async (packed) => {
  const problems = [
    ...(await runPublint(packed)),
    ...(await runAttw(packed)),
    ...checkManifest(packed, relative(root, folder).replaceAll('\\', '/')),
    ...checkReachability(packed),
    ...checkLoads(packed),
    ...checkLinks(packed, root),
    ...checkContents(packed, root),
  ]
  for (const problem of problems) process.stderr.write(`${packed.manifest.name}: ${problem}\n`)
  const sizes = `${kilobytes(packed.tarball.byteLength)} packed, ${kilobytes(packed.bytes)} installed`
  if (problems.length === 0)
    process.stdout.write(`${packed.manifest.name}: ${packed.files.size} files, ${sizes}\n`)
  return problems.length > 0
})
if (failed) process.exitCode = 1
