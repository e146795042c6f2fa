/** Finds operations that the publisher moved to another path. */
import { type Fields, fields, type Operation, operations } from '../document.ts'
import type { Gathered } from './gather.ts'

/** A recorded operation, and the published one that replaced it. */
export type Move = { readonly from: Operation; readonly to: Operation }

/** A name without the names of its path parameters, which are not sent. */
export function bare(name: string): string {
  return name.replaceAll(/\{[^}]*\}/g, '{}')
}

/** Removed operations, each with a new one of the same path shape or the same id. */
export function moves(recorded: Fields, published: Fields): Move[] {
  const [before, now] = [operations(recorded), operations(published)]
  const [old, names] = [before, now].map((all) => new Set(all.map(({ name }) => name)))
  const fresh = now.filter(({ name }) => !old?.has(name))
  return before.flatMap((from) => {
    if (names?.has(from.name)) return []
    const id = from.fields['operationId']
    const to =
      fresh.find((other) => bare(other.name) === bare(from.name)) ??
      fresh.find((other) => id !== undefined && other.fields['operationId'] === id)
    return to === undefined ? [] : [{ from, to }]
  })
}

/** A document with moved operations under their recorded paths, so that their contents can be compared. */
export function movedBack({ document, origins, ...rest }: Gathered, moved: readonly Move[]): Gathered {
  const paths = new Map(Object.entries(fields(document['paths'])).map(([path, item]) => [path, fields(item)]))
  const places = new Map(origins)
  for (const { from, to } of moved) {
    const { [to.method]: operation, ...others } = paths.get(to.path) ?? {}
    if (Object.keys(others).length === 0) paths.delete(to.path)
    else paths.set(to.path, others)
    paths.set(from.path, { ...paths.get(from.path), [from.method]: operation })
    const origin = origins.get(to.pointer)
    if (origin !== undefined) places.set(from.pointer, origin)
  }
  return { ...rest, document: { ...document, paths: Object.fromEntries(paths) }, origins: places }
}

/** A document with a subset of its operations. */
export function only(document: Fields, wanted: (operation: Operation) => boolean): Fields {
  const paths = new Map<string, Fields>()
  for (const one of operations(document).filter(wanted)) {
    const item = fields(fields(document['paths'])[one.path])
    paths.set(one.path, {
      ...paths.get(one.path),
      [one.method]: { ...fields(item[one.method]), parameters: one.parameters },
    })
  }
  return { ...document, paths: Object.fromEntries(paths) }
}
