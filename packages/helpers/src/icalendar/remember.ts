/** Copies a text: a slice of a piece of the file keeps the whole piece in memory. */
export const copyOf = (text: string): string => ` ${text}`.slice(1)

// Several times what real files have. Others are read each time.
const [maxTexts, maxLength] = [1000, 256]

/** Remembers what a function gives for a text, because files repeat their rules and parameters. */
export function remember<T>(read: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>()
  return (text) => {
    const before = results.get(text)
    if (before !== undefined) return before
    if (text.length > maxLength || results.size >= maxTexts) return read(text)
    const key = copyOf(text)
    const result = read(key)
    results.set(key, result)
    return result
  }
}
