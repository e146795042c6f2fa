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

const [tab, lineFeed, carriageReturn, space, capitalZ] = [9, 10, 13, 32, 90]

/** A line whose text is not decoded yet. */
type UnreadLine = Omit<Line, 'text'> & { text: string }

/**
 * Creates a decoder that fills in the texts of unfolded lines, which are separated by LF. A line that is not UTF-8 is
 * read as ISO-8859-1, the most likely encoding, with one warning for all.
 */
function createLineDecoder(warn: Warn): (bytes: Uint8Array, lines: readonly UnreadLine[]) => void {
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
  return (bytes, lines) => {
    const texts = decode(bytes)?.split('\n')
    let from = 0
    for (const [index, line] of lines.entries()) {
      const text = texts?.[index]
      if (text !== undefined) {
        line.text = text
        continue
      }
      const next = bytes.indexOf(lineFeed, from)
      const to = next < 0 ? bytes.length : next
      line.text = decodeLine(bytes.subarray(from, to), line.number)
      from = to + 1
    }
  }
}

/**
 * Creates a reader from bytes in pieces to lines. Folds are undone in the bytes, because they may be within a
 * character. Lines end with CR LF, LF or CR. Empty lines are ignored, even between a line and its continuation,
 * because some exporters end lines with CR CR LF.
 *
 * @param names - The names of the properties that are read, in upper case. Lines whose first two letters are those of
 *   none of them are skipped, but for the first line of the file. Default: all are read.
 */
export function createLineReader(
  warn: Warn,
  names?: readonly string[],
): {
  /** Gives the lines that are complete with these bytes or, without bytes, the last one. */
  read(bytes?: Uint8Array): readonly Line[]
  /** The number of the last line of the file so far. */
  number(): number
} {
  const decodeLines = createLineDecoder(warn)
  const beginnings = names && new Set(names.map((name) => name.charCodeAt(0) * 256 + name.charCodeAt(1)))
  // A beginning that is folded, in lower case or blank can be that of any name.
  const isSkipped = (first: number, second: number): boolean =>
    first > space &&
    first <= capitalZ &&
    second > space &&
    second <= capitalZ &&
    beginnings?.has(first * 256 + second) === false
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

  const read = (bytes?: Uint8Array): readonly Line[] => {
    const lines: UnreadLine[] = []
    const close = (): void => {
      lines.push({ text: '', number: beginNumber, truncated })
      truncated = false
    }
    if (bytes === undefined) {
      if (size > begin) close()
      decodeLines(kept.subarray(0, size), lines)
      return lines
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
        skipped = begun && isSkipped(byte, bytes[at + 1] ?? 0)
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
    if (begin > 0) decodeLines(kept.subarray(0, begin - 1), lines)
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
