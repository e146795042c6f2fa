/** Reads a header of a response; several of one name are joined, as in `Headers`. `raw` is name, value, name, value. */
export function fieldOf(raw: readonly string[], name: string): string | null {
  const wanted = name.toLowerCase()
  let found: string | null = null
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const given = raw[at] ?? ''
    if (given.length !== wanted.length || given.toLowerCase() !== wanted) continue
    const value = (raw[at + 1] ?? '').trim()
    found = found === null ? value : `${found}, ${value}`
  }
  return found
}

/** Creates the headers of a response. `get` reads from the list of Node; any other use creates real `Headers`. */
export function headersOf(raw: readonly string[]): Headers {
  let made: Headers | undefined
  const real = (): Headers => {
    if (made !== undefined) return made
    made = new Headers()
    for (let at = 0; at + 1 < raw.length; at += 2) made.append(raw[at] ?? '', raw[at + 1] ?? '')
    return made
  }
  return {
    get: (name) => (made === undefined ? fieldOf(raw, name) : made.get(name)),
    has: (name) => (made === undefined ? fieldOf(raw, name) !== null : made.has(name)),
    append: (name, value) => real().append(name, value),
    delete: (name) => real().delete(name),
    set: (name, value) => real().set(name, value),
    getSetCookie: () => real().getSetCookie(),
    forEach: (callback, self) => real().forEach(callback, self),
    keys: () => real().keys(),
    values: () => real().values(),
    entries: () => real().entries(),
    [Symbol.iterator]: () => real()[Symbol.iterator](),
  }
}
