/** Pairs what is published with what was recorded of it, one version of the operations at a time. */
import { type Fields, fields, list, type Operation, operations } from '../document.ts'
import type { Collection, Gathered } from './gather.ts'
import { moves, only } from './move.ts'

/** One version of the operations: the one that the contract follows, or the file of another. */
export type Edition = {
  /** The name of the file; absent for the version that the contract follows. */
  readonly file?: string
  readonly recorded: Fields
  readonly published: Gathered
}

/** `/calendars` of `/calendars/events`. */
export function family(operation: Operation): string {
  return operation.path.split('/').slice(0, 2).join('/')
}

/** A predicate: true for a recorded operation that these documents would describe. A document about calendars alone has none about tokens. */
export function describedBy(recorded: Fields, published: Gathered): (operation: Operation) => boolean {
  const families = new Set(
    published.sources.flatMap(({ document }) => operations(document)).map((one) => family(one)),
  )
  const moved = new Set(moves(recorded, published.document).map(({ from }) => from.name))
  return (one) => families.has(family(one)) || moved.has(one.name)
}

/** Operations near those of the contract stay out of the record and out of the comparison. */
function withoutNeighbours(record: Fields, published: Gathered): Gathered {
  const neighbours = new Set(list(record['x-neighbours']))
  return { ...published, document: only(published.document, ({ name }) => !neighbours.has(name)) }
}

/**
 * The editions that were read. A file of another version that has no record yet has to describe what the version of the
 * contract describes, so that what it lacks is found the first time too.
 */
export function editionsOf(record: Fields, { main, further }: Collection): Edition[] {
  const edition = (all: Gathered, before?: unknown): Edition => {
    const published = withoutNeighbours(record, all)
    const recorded = before === undefined ? only(record, describedBy(record, published)) : fields(before)
    return { recorded, published }
  }
  const known = fields(record['x-further'])
  const others = [...further].map(([file, one]) => ({ file, ...edition(one, known[file]) }))
  return main.sources.length === 0 ? others : [edition(main), ...others]
}
