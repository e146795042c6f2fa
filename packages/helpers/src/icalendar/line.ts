/** A content line: one or more lines of the file, unfolded. */
export type Line = {
  readonly text: string
  /** The number of its first line in the file, from 1. */
  readonly number: number
  /** True when it was longer than `maxLineBytes`. */
  readonly truncated: boolean
}

/** Reports a problem at a line of the file. */
export type Warn = (line: number, problem: string) => void

/** The limit of a line, in bytes: room for 1,900,000 dates. No line of a real calendar is near it. */
export const maxLineBytes: number = 2 ** 25

const [tab, lineFeed, carriageReturn, space, colon, semicolon] = [9, 10, 13, 32, 58, 59]

/** Adds a byte to the hash of a name, in upper or lower case. */
const addToHash = (hash: number, byte: number): number => (hash * 31 + (byte & 0xdf)) | 0

/**
 * Creates a test for lines that can have one of some names, by the bytes at their beginning. Passes what is not sure
 * to be another name, such as one that is folded or has a blank.
 */
function createNameTest(names: readonly string[]): (bytes: Uint8Array, at: number) => boolean {
  const hashes = new Set(names.map((name) => new TextEncoder().encode(name).reduce(addToHash, 0)))
  return (bytes, at) => {
    let hash = 0
    for (let index = at; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0
      if (byte === colon || byte === semicolon) return hashes.has(hash)
      if (byte <= space || byte > 127) return true
      hash = addToHash(hash, byte)
    }
    return true
  }
}

/**
 * Creates a decoder of unfolded lines, separated by LF, given the numbers of their first lines and of the truncated
 * ones. A line that is not UTF-8 is read as ISO-8859-1, the most likely encoding, with one warning for all.
 */
function createLineDecoder(
  warn: Warn,
): (bytes: Uint8Array, numbers: readonly number[], long: ReadonlySet<number>) => Line[] {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let warned = false
  const decode = (bytes: Uint8Array): string | undefined => {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
  const decodeLine = (bytes: Uint8Array, line: number): string => {
    const text = decode(bytes)
    if (text !== undefined) return text
    if (!warned) {
      warned = true
      warn(
        line,
        'The text is not UTF-8, so it is read as ISO-8859-1. Names may look odd; times are not affected.',
      )
    }
    if (bytes.length > 2 ** 16) return new TextDecoder().decode(bytes)
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  }
  return (bytes, numbers, long) => {
    const texts = decode(bytes)?.split('\n')
    let from = 0
    return numbers.map((line, index) => {
      let text = texts?.[index]
      if (text === undefined) {
        const next = bytes.indexOf(lineFeed, from)
        const to = next < 0 ? bytes.length : next
        text = decodeLine(bytes.subarray(from, to), line)
        from = to + 1
      }
      return { text, number: line, truncated: long.has(line) }
    })
  }
}

/**
 * Creates a reader from bytes in pieces to lines. Folds are undone in the bytes, because they may be within a
 * character. Lines end with CR LF, LF or CR. Empty lines are ignored, even between a line and its continuation,
 * because some exporters end lines with CR CR LF.
 *
 * @param names - The names of the properties that are read, in upper case. Most lines with others are skipped, except
 *   the first one of the file. Default: all.
 */
export function createLineReader(
  warn: Warn,
  names?: readonly string[],
): {
  /** Gives the lines that are complete with these bytes or, without bytes, the last one. */
  read(bytes?: Uint8Array): Line[]
  /** The number of the last line of the file so far. */
  number(): number
} {
  const decodeLines = createLineDecoder(warn)
  const mayHaveName = names && createNameTest(names)
  // Unfolded bytes; those from `begin` on belong to the last line. Lines are separated by LF.
  let kept = new Uint8Array(2 ** 17)
  let size = 0
  let begin = 0
  let number = 1
  let beginNumber = 1
  let afterCr = false
  let fresh = true
  let truncated = false
  let skipped = false
  let begun = false

  const take = (end: number, numbers: readonly number[], long: ReadonlySet<number>): Line[] =>
    numbers.length === 0 ? [] : decodeLines(kept.subarray(0, end), numbers, long)

  const read = (bytes?: Uint8Array): Line[] => {
    const numbers: number[] = []
    const long = new Set<number>()
    const close = (): void => {
      numbers.push(beginNumber)
      if (truncated) long.add(beginNumber)
      truncated = false
    }
    if (bytes === undefined) {
      if (size > begin) close()
      return take(size, numbers, long)
    }
    const room = size + bytes.length + 1
    if (room > kept.length) {
      const larger = new Uint8Array(room * 2)
      larger.set(kept.subarray(0, size))
      kept = larger
    }
    // Local copies of the state, and no index beyond the bytes, make the loops over the bytes several times faster.
    const target = kept
    const { length } = bytes
    let [end, start, line, afterReturn, blank] = [size, begin, number, afterCr, fresh]
    let at = 0
    while (at < length) {
      let byte = bytes[at] ?? 0
      if (byte === lineFeed || byte === carriageReturn) {
        if (byte === carriageReturn || !afterReturn) line++
        afterReturn = byte === carriageReturn
        blank = true
        at++
        continue
      }
      afterReturn = false
      if (blank) {
        blank = false
        if (byte === space || byte === tab) {
          at++
          continue
        }
        if (end > start) {
          close()
          target[end++] = lineFeed
          start = end
        }
        beginNumber = line
        skipped = begun && mayHaveName?.(bytes, at) === false
        begun = true
      }
      if (skipped) {
        do at++
        while (at < length && (byte = bytes[at] ?? 0) !== lineFeed && byte !== carriageReturn)
        continue
      }
      const lineEnd = start + maxLineBytes
      do {
        if (end < lineEnd) target[end++] = byte
        else truncated = true
        at++
      } while (at < length && (byte = bytes[at] ?? 0) !== lineFeed && byte !== carriageReturn)
    }
    ;[size, begin, number, afterCr, fresh] = [end, start, line, afterReturn, blank]
    const lines = take(begin === 0 ? 0 : begin - 1, numbers, long)
    // Without the check, a long line would be copied onto itself with every piece.
    if (begin > 0) kept.copyWithin(0, begin, size)
    size -= begin
    begin = 0
    // Releases the buffer of a very long line.
    if (size < 2 ** 16 && kept.length > 2 ** 20) kept = kept.slice(0, 2 ** 17)
    return lines
  }

  return { read, number: () => (fresh && number > 1 ? number - 1 : number) }
}
