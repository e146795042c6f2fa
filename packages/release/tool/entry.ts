import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a package.json says, as far as it matters here. */
export type Manifest = {
  readonly name: string
  readonly version: string
  readonly exports?: Readonly<Record<string, unknown>>
  readonly publishConfig?: {
    readonly exports?: Readonly<Record<string, unknown>>
    readonly [field: string]: unknown
  }
  readonly [field: string]: unknown
}

/** The package.json in a folder. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** A module that users import, and its declarations. */
export type Entry = { readonly name: string; readonly types: string }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** The entries of a package that have declarations, as they are when it is published: `index` for `.`. */
export function entriesOf({ exports, publishConfig }: Manifest): Entry[] {
  return Object.entries(publishConfig?.exports ?? exports ?? {}).flatMap(([path, target]) => {
    const types = isRecord(target) ? target['types'] : undefined
    return typeof types === 'string' ? [{ name: path === '.' ? 'index' : basename(path), types }] : []
  })
}
