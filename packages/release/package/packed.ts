import { readFileSync } from 'node:fs'
import { pack, unpack } from '@publint/pack'
import { temporaryFolder } from '../shared/temporary-folder.ts'
import type { Manifest } from '../shared/manifest.ts'

/** A package as the registry gets it. */
export type Packed = {
  /** Its package.json, in which what counts for publishing alone stands in its place. */
  readonly manifest: Manifest
  /** The text of each file, by its path in the package. */
  readonly files: ReadonlyMap<string, string>
  /** How many bytes are installed. */
  readonly bytes: number
  /** Where the tarball is, and what is in it. */
  readonly path: string
  readonly tarball: ArrayBuffer
}

/** Packs the package in a folder as pnpm publishes it, hands it over, and removes the tarball again. */
export async function withPacked<Result>(
  folder: string,
  look: (packed: Packed) => Promise<Result>,
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
    return await look({ manifest, files: texts, bytes: installed, path, tarball })
  } finally {
    remove()
  }
}
