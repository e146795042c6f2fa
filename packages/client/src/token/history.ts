/** Numbers tokens, and remembers those of the last day. */
export type TokenMemory = {
  /** Notes that a value is in use now. Gives its number: the same for the same value, another for every other. */
  readonly note: (value: string, nowMs: number) => number
  /** The values of the last 24 hours, oldest first. */
  readonly values: () => readonly string[]
}

/** A token lives a day, so an answer or a log may repeat one that was replaced a day ago. */
const rememberedMs = 86_400_000
/** However often a source gives another one. */
const mostRemembered = 16

/** Remembers in this process alone; a value is forgotten a day after it was last noted. */
export function tokenMemory(): TokenMemory {
  const known = new Map<string, { readonly generation: number; readonly at: number }>()
  let last = 0
  return {
    note(value, at) {
      const generation = known.get(value)?.generation ?? (last += 1)
      known.delete(value)
      known.set(value, { generation, at })
      for (const [old, { at: seenAt }] of known) {
        if (known.size > mostRemembered || at - seenAt > rememberedMs) known.delete(old)
      }
      return generation
    },
    values: () => [...known.keys()],
  }
}
