/** Records what is published, so that only later differences are new. */
import { type Fields, fields, operations } from '../document.ts'
import { describedBy, type Edition } from './edition.ts'
import type { Collection } from './gather.ts'
import { only } from './move.ts'

/** Recorded operations that none of these documents would describe. */
export function unread(record: Fields, { main }: Collection): Fields {
  const isRead = describedBy(record, main)
  return only(record, (one) => !isRead(one))
}

/** The version that the contract follows; operations that were not read keep their old entries. */
function mainRecord(record: Fields, now: Fields, kept: Fields, source: string): Fields {
  const [old, parts] = [fields(kept['components']), fields(now['components'])]
  const sections = [...new Set([...Object.keys(old), ...Object.keys(parts)])]
  const components = Object.fromEntries(
    sections.map((section) => [section, { ...fields(old[section]), ...fields(parts[section]) }]),
  )
  return {
    ...record,
    ...now,
    info: { ...fields(now['info']), 'x-source': source },
    paths: { ...fields(kept['paths']), ...fields(now['paths']) },
    components: operations(kept).length === 0 ? parts : components,
  }
}

/** The new record of these editions. */
export function recordOf(record: Fields, editions: readonly Edition[], kept: Fields, source: string): Fields {
  const main = editions.find(({ file }) => file === undefined)
  const further = editions.flatMap(({ file, published }) =>
    file === undefined ? [] : [[file, published.document] as const],
  )
  return {
    ...(main === undefined ? record : mainRecord(record, main.published.document, kept, source)),
    'x-further': { ...fields(record['x-further']), ...Object.fromEntries(further) },
  }
}
