import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'esbuild'
import type { MeasuredRow } from '../measured.ts'
import { sourceOf } from './program.ts'
import type { Prepared, Setup } from './prepare.ts'

/** Size of the smallest program that creates a block, bundled as size-limit does, for Node where it does not for browsers. */
export async function measureBundle(
  { candidate, folder }: Prepared,
  { fromSources }: Setup,
): Promise<Pick<MeasuredRow, 'bundleBytes' | 'isNodeBundle'>> {
  const contents = `${sourceOf(candidate)}
open('https://services.leadconnectorhq.com')('Test Event')`.replace('export function', 'function')
  const sizeFor = async (platform: 'browser' | 'node'): Promise<number> => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder, loader: 'ts' },
      bundle: true,
      minify: true,
      treeShaking: true,
      write: false,
      logLevel: 'silent',
      platform,
      ...(fromSources ? { conditions: ['block-slots-source'] } : {}),
    })
    return brotliCompressSync(outputFiles[0]?.contents ?? '').byteLength
  }
  try {
    return { bundleBytes: await sizeFor('browser'), isNodeBundle: false }
  } catch {
    return { bundleBytes: await sizeFor('node'), isNodeBundle: true }
  }
}

/** Packages and bytes that the installation of a way brings. */
export async function measureInstallation({
  folder,
}: Pick<Prepared, 'folder'>): Promise<Pick<MeasuredRow, 'packages' | 'installedBytes'>> {
  const modules = join(folder, 'node_modules')
  const files = await readdir(modules, { recursive: true }).catch(() => [])
  const packages = files.filter((name) =>
    /(?:^|node_modules[/\\])(?:@[^/\\]+[/\\])?[^/\\@.][^/\\]*[/\\]package\.json$/.test(name),
  )
  const entries = await Promise.all(files.map((name) => lstat(join(modules, name))))
  const sizes = entries.filter((entry) => entry.isFile()).map(({ size }) => size)
  return { packages: packages.length, installedBytes: sizes.reduce((sum, size) => sum + size, 0) }
}
