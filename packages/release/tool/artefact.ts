import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { faultsOfLinks } from './artefact/link.ts'
import { faultsOfManifest } from './artefact/manifest.ts'
import { faultsOfMaps } from './artefact/map.ts'
import { packed, type Packed } from './artefact/packed.ts'
import { faultsOfReach } from './artefact/reach.ts'
import { attempt } from './command.ts'
import { root } from './root.ts'

/*
 * Looks at the package in this folder as it is published: packed by pnpm, which puts the `exports` of `publishConfig` in
 * their place. publint and attw judge it first; what they do not look at follows.
 */

const folder = process.cwd()

/** publint, with every suggestion a fault. */
async function publintOn({ tarball, manifest }: Packed): Promise<string[]> {
  const { messages } = await publint({ pack: { tarball }, strict: true })
  return messages.map(
    (message) => `publint: ${formatMessage(message, manifest, { color: false }) ?? message.code}`,
  )
}

/** attw on a package with declarations, as TypeScript sees it that resolves ESM. */
async function attwOn({ path, files }: Packed): Promise<string[]> {
  if (![...files.keys()].some((each) => each.endsWith('.d.ts'))) return []
  const attw = fileURLToPath(new URL('../node_modules/@arethetypeswrong/cli/dist/index.js', import.meta.url))
  const argv = [attw, path, '--profile', 'esm-only', '--format', 'ascii', '--no-color', '--no-emoji']
  const { code, out, err } = await attempt(process.execPath, argv, { cwd: folder })
  return code === 0 ? [] : [`attw: ${(out + err).trim()}`]
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`

const failed = await packed(folder, async (it) => {
  const wrong = [
    ...(await publintOn(it)),
    ...(await attwOn(it)),
    ...faultsOfManifest(it, relative(root, folder).replaceAll('\\', '/')),
    ...faultsOfReach(it),
    ...faultsOfLinks(it, root),
    ...faultsOfMaps(it, root),
  ]
  for (const sentence of wrong) process.stderr.write(`${it.manifest.name}: ${sentence}\n`)
  const sizes = `${kilobytes(it.tarball.byteLength)} packed, ${kilobytes(it.bytes)} installed`
  if (wrong.length === 0) process.stdout.write(`${it.manifest.name}: ${it.files.size} files, ${sizes}\n`)
  return wrong.length > 0
})
if (failed) process.exitCode = 1
