/** Records the published documents, so that only later differences are new. */
import { changesSince } from './change.ts'
import { lineOf } from '../difference.ts'
import { type Fields, fields, list, operations } from '../document.ts'
import type { Collection } from './gather.ts'
import { only } from './move.ts'

/** The new record; operations that were not read keep their old entries. */
export function recordOf(
  before: Fields,
  kept: Fields,
  read: Collection,
  ours: Fields,
  source: string,
): Fields {
  const neighbours = new Set(list(before['x-neighbours']))
  const now = only(read.document, ({ name }) => !neighbours.has(name))
  const [old, parts] = [fields(kept['components']), fields(now['components'])]
  const components = Object.fromEntries(
    [...new Set([...Object.keys(old), ...Object.keys(parts)])].map((section) => [
      section,
      { ...fields(old[section]), ...fields(parts[section]) },
    ]),
  )
  const record = {
    ...now,
    info: { ...fields(now['info']), 'x-source': source },
    paths: { ...fields(kept['paths']), ...fields(now['paths']) },
    components: Object.keys(fields(kept['paths'])).length === 0 ? parts : components,
    'x-neighbours': [...neighbours],
  }
  const compared = only(record, ({ name }) => operations(now).some((one) => one.name === name))
  const left = changesSince(compared, read, ours, []).map(lineOf)
  return { ...record, 'x-accepted': [...new Set(left)].toSorted() }
}
