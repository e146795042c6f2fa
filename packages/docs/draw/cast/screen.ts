import { widthOf } from '@block-slots/sync/view'

/** Output of a program, and when it came. */
export type Chunk = { readonly atMs: number; readonly text: string }

/** A piece of a line with the styles of it, such as `bold green`. */
export type Piece = { readonly text: string; readonly styles: string }

/** A line of a terminal, and when it was complete. */
export type ScreenLine = { readonly atMs: number; readonly pieces: readonly Piece[] }

/** The styles by their codes in a control sequence (ECMA-48), and what each ends. */
const starts: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  9: 'strike',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
}
const colours = ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan']
const ends: Readonly<Record<number, readonly string[]>> = {
  0: Object.values(starts),
  22: ['bold', 'dim'],
  29: ['strike'],
  39: colours,
}

const sequence = new RegExp(String.raw`\u001B\[([\d;?]*)([A-Za-z])|\r?\n|\r|[^\u001B\r\n]+|\u001B`, 'g')

const openEnd = new RegExp(String.raw`(?:\u001B(?:\[[\d;?]*)?|\r)$`)

/** The lines that a terminal of a width shows in the end. What is overwritten by a carriage return is left out. */
export function readScreen(chunks: readonly Chunk[], columns: number): ScreenLine[] {
  const lines: ScreenLine[] = []
  const styles = new Set<string>()
  let pieces: Piece[] = []
  let last = 0
  let isReturned = false
  const end = (atMs: number): void => {
    for (const row of wrapPieces(pieces, columns)) lines.push({ atMs, pieces: row })
    pieces = []
    isReturned = false
  }
  for (const { atMs, text } of joinSequences(chunks)) {
    last = atMs
    for (const [token, codes, letter] of text.matchAll(sequence)) {
      if (token.endsWith('\n')) end(atMs)
      else if (token === '\r') isReturned = true
      else if (letter === 'K') pieces = []
      else if (letter === 'm') applyCodes(styles, codes ?? '')
      else if (letter === undefined && !token.startsWith('\u001B')) {
        if (isReturned) pieces = []
        isReturned = false
        pieces.push({ text: token, styles: [...styles].toSorted().join(' ') })
      }
    }
  }
  if (pieces.length > 0) end(last)
  return lines
}

/** Puts control sequences that two chunks share into one. */
function joinSequences(chunks: readonly Chunk[]): Chunk[] {
  const joined: Chunk[] = []
  let rest = ''
  for (const { atMs, text } of chunks) {
    const whole = rest + text
    const [open = ''] = openEnd.exec(whole) ?? []
    rest = open
    joined.push({ atMs, text: whole.slice(0, whole.length - open.length) })
  }
  return joined
}

function applyCodes(styles: Set<string>, codes: string): void {
  for (const code of codes.split(';').map(Number)) {
    for (const style of ends[code] ?? []) styles.delete(style)
    const started = starts[code]
    if (started === undefined) continue
    if (colours.includes(started)) for (const colour of colours) styles.delete(colour)
    styles.add(started)
  }
}

/** Breaks a line where a terminal would: at its last column. */
function wrapPieces(pieces: readonly Piece[], columns: number): Piece[][] {
  const rows: Piece[][] = [[]]
  let used = 0
  for (const { text, styles } of pieces) {
    let part = ''
    for (const character of text) {
      const width = widthOf(character)
      if (used + width > columns) {
        rows.at(-1)?.push({ text: part, styles })
        rows.push([])
        part = ''
        used = 0
      }
      part += character
      used += width
    }
    if (part !== '') rows.at(-1)?.push({ text: part, styles })
  }
  return rows
}
