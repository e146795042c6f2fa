/** The most entries of a map; the oldest are dropped for a new one. */
export const maxEntries = 10_000

/**
 * Sets an entry as the newest one, and drops the oldest when there are too many: a tenth at once, since a map that has lost
 * its first entries is slow to find the next one.
 */
export function setBounded<Key, Value>(
  entries: Map<Key, Value>,
  key: Key,
  value: Value,
  most: number = maxEntries,
): Value {
  entries.delete(key)
  entries.set(key, value)
  if (entries.size > most) {
    let excess = most / 10
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      if (--excess === 0) break
    }
  }
  return value
}
