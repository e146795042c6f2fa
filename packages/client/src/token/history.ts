/** Recent tokens with their generations. */
export type TokenHistory = {
  /** Adds a value that is in use now. Returns its generation: equal for equal values, and different otherwise. */
  readonly add: (value: string, nowMs: number) => number
  /** Values of the last 24 hours, oldest first. */
  readonly values: () => readonly string[]
}

/** A token lives a day, so a response or a log may repeat one that was replaced a day ago. */
const maxAgeMs = 86_400_000
/** Bounds a source that returns a different token for every request. */
const maxValues = 16

/** Creates a history in this process; a value is forgotten a day after it was last added. */
export function tokenHistory(): TokenHistory {
  const known = new Map<string, { readonly generation: number; readonly at: number }>()
  let lastGeneration = 0
  return {
    add(value, nowMs) {
      const generation = known.get(value)?.generation ?? (lastGeneration += 1)
      known.delete(value)
      known.set(value, { generation, at: nowMs })
      for (const [old, { at }] of known) {
        if (known.size > maxValues || nowMs - at > maxAgeMs) known.delete(old)
      }
      return generation
    },
    values: () => [...known.keys()],
  }
}
