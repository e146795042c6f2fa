import type { Value } from './block.ts'

/** One time that a source wants blocked. */
export type SourceItem = Value & {
  /**
   * Id of the item within its source, which does not depend on its times or its title: a uid, a uid and a recurrence id, or a
   * date. An item that keeps its id and changes its times is one block that is moved.
   */
  readonly item: string
}

/** A block that an owner should have, and the items that want it. */
export type Wanted = Value & {
  /** The items that want it, each `<name of the source>/<item>`, sorted. The block is deleted when none of them is left. */
  readonly reasons: readonly string[]
}

/** The reason for a block: an item, and the name of the source that yields it. */
export const reasonOf = (source: string, item: string): string => `${source}/${item}`

/** The name of a reason's source. Names of sources have no slash. */
export const sourceOf = (reason: string): string => reason.slice(0, reason.indexOf('/'))
