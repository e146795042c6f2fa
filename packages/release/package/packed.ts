import { readFileSync } from 'node:fs'
import { pack, unpack } from '@publint/pack'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import type { Manifest } from '../shared/manifest.ts'

/** A package as it is published. */
export type Packed = {
  /** Its package.json, with the fields of `publishConfig` applied. */
  readonly manifest: Manifest
  /** The text of each file by its path in the package. */
  readonly files: ReadonlyMap<string, string>
  /** Installed size in bytes. */
  readonly bytes: number
  /** The path of the tarball, and its bytes. */
  readonly path: string
  readonly tarball: ArrayBuffer
}

/** Packs a package as pnpm publishes it, passes it on, and removes the tarball. */
export async function withPacked<Result>(
  folder: string,
  use: (packed: Packed) => Promise<Result>,
): Promise<Result> {
  const { path: destination, remove } = temporaryFolder('pack')
  try {
    const path = await pack(folder, { packageManager: 'pnpm', destination, ignoreScripts: true })
    const bytes = readFileSync(path)
    const tarball = new Uint8Array(bytes).buffer
    const { files, rootDir } = await unpack(tarball)
    const texts = new Map(
      files.map(({ name, data }) => [name.slice(rootDir.length + 1), Buffer.from(data).toString()] as const),
    )
    const manifest: Manifest = JSON.parse(texts.get('package.json') ?? '{}')
    const installed = files.reduce((sum, { data }) => sum + data.byteLength, 0)
    return await use({ manifest, files: texts, bytes: installed, path, tarball })
  } finally {
    remove()
  }
}
