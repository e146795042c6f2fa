import { basename } from 'node:path'
import { isRecord, type Manifest } from '../shared/manifest.ts'

/** A public entry and its declarations. */
export type Entry = { readonly name: string; readonly types: string }

/** The published entries that have declarations. The entry `.` is called `index`. */
export function listEntries({ exports, publishConfig }: Manifest): Entry[] {
  return Object.entries(publishConfig?.exports ?? exports ?? {}).flatMap(([path, target]) => {
    const types = isRecord(target) ? target['types'] : undefined
    return typeof types === 'string' ? [{ name: path === '.' ? 'index' : basename(path), types }] : []
  })
}
