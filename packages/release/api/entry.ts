import { basename } from 'node:path'
import { isRecord, type Manifest } from '../shared/manifest.ts'

/** A module that users import, and its declarations. */
export type Entry = { readonly name: string; readonly types: string }

/** The entries of a package that have declarations, as they are when it is published: `index` for `.`. */
export function listEntries({ exports, publishConfig }: Manifest): Entry[] {
  return Object.entries(publishConfig?.exports ?? exports ?? {}).flatMap(([path, target]) => {
    const types = isRecord(target) ? target['types'] : undefined
    return typeof types === 'string' ? [{ name: path === '.' ? 'index' : basename(path), types }] : []
  })
}
