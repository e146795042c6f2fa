import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { checkLinks } from './link.ts'
import { checkManifest } from './manifest.ts'
import { checkSourceMaps } from './source-map.ts'
import { withPacked, type Packed } from './packed.ts'
import { checkReachability } from './reachable.ts'
import { attempt } from '../shared/command.ts'
import { root } from '../shared/root.ts'

/*
 * Looks at the package in this folder as it is published: packed by pnpm, which puts the `exports` of `publishConfig` in
 * their place. publint and attw judge it first; what they do not look at follows.
 */

const folder = process.cwd()

/** publint, with every suggestion a fault. */
async function runPublint({ tarball, manifest }: Packed): Promise<string[]> {
  const { messages } = await publint({ pack: { tarball }, strict: true })
  return messages.map(
    (message) => `publint: ${formatMessage(message, manifest, { color: false }) ?? message.code}`,
  )
}

/** attw on a package with declarations, as TypeScript sees it that resolves ESM. */
async function runAttw({ path, files }: Packed): Promise<string[]> {
  if (![...files.keys()].some((each) => each.endsWith('.d.ts'))) return []
  const attw = fileURLToPath(new URL('../node_modules/@arethetypeswrong/cli/dist/index.js', import.meta.url))
  const argv = [attw, path, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']
  const { code, stdout: out, stderr: err } = await attempt(process.execPath, argv, { cwd: folder })
  return code === 0 ? [] : [`attw: ${(out + err).trim()}`]
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`

const failed = await withPacked(folder, async (it) => {
  const wrong = [
    ...(await runPublint(it)),
    ...(await runAttw(it)),
    ...checkManifest(it, relative(root, folder).replaceAll('\\', '/')),
    ...checkReachability(it),
    ...checkLinks(it, root),
    ...checkSourceMaps(it, root),
  ]
  for (const sentence of wrong) process.stderr.write(`${it.manifest.name}: ${sentence}\n`)
  const sizes = `${kilobytes(it.tarball.byteLength)} packed, ${kilobytes(it.bytes)} installed`
  if (wrong.length === 0) process.stdout.write(`${it.manifest.name}: ${it.files.size} files, ${sizes}\n`)
  return wrong.length > 0
})
if (failed) process.exitCode = 1
