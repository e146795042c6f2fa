import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createComponentReader } from '../../src/icalendar/component.ts'
import { createLineReader, type Line, maxLineBytes } from '../../src/icalendar/line.ts'

// A fixed seed: a failure is caused by the change, not by new cases. Other seeds search elsewhere.
fc.configureGlobal({ seed: 20_261_129 })

const { names } = createComponentReader(true)

function linesOf(pieces: readonly Uint8Array[], only?: readonly string[]): Line[] {
  const reader = createLineReader(() => {}, only)
  return [...pieces.flatMap((piece) => reader.read(piece)), ...reader.read()]
}

const nameOf = ({ text }: Line): string =>
  text
    .slice(0, text.search(/[:;]|$/))
    .trim()
    .toUpperCase()

test('with names, every line that has one of them is read as without names', () => {
  // In any case, with blanks around them, folded at any place, and beside names that begin alike or not at all.
  const unread = ['DTSTAMP', 'DESCRIPTION', 'CREATED', 'X-ALT-DESC', 'LAST-MODIFIED', 'URL', 'A', '']
  const name = fc
    .constantFrom(...names, ...unread)
    .chain((each) => fc.constantFrom(each, each.toLowerCase(), `${each} `, `\u00A0${each}`, `\v${each}`))
  const line = fc
    .tuple(name, fc.constantFrom(':', ';', ''), fc.constantFrom('', 'a:b', 'é', 'x'.repeat(40)))
    .map((parts) => parts.join(''))
  const newline = fc.constantFrom('\r\n', '\n', '\r', '\r\n ', '\n\t')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, newline), { maxLength: 12 }),
      fc.array(fc.nat(40)),
      (lines, folds) => {
        let text = lines.flat().join('')
        for (const at of folds) text = `${text.slice(0, at)}\r\n ${text.slice(at)}`
        const bytes = new TextEncoder().encode(text)
        const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte))
        const wanted = linesOf([bytes]).filter((each, index) => index === 0 || names.includes(nameOf(each)))
        const isWanted = (each: Line, index: number): boolean => index === 0 || names.includes(nameOf(each))
        expect(linesOf([bytes], names).filter(isWanted)).toEqual(wanted)
        expect(linesOf(pieces, names).filter(isWanted)).toEqual(wanted)
      },
    ),
    { numRuns: 1000 },
  )
})

test('with names, lines that cannot have one of them are skipped, but for the first of the file', () => {
  const text = 'CREATED:1\r\nCREATED:2\r\nDESCRIPTION:3\r\n 4\r\nLOCATION:5\r\nUID:6\r\nURL:7\r\n'
  expect(linesOf([new TextEncoder().encode(text)], names)).toEqual([
    { text: 'CREATED:1', number: 1, truncated: false },
    { text: 'UID:6', number: 6, truncated: false },
  ])
})

test('a skipped line has no limit, and the next one is not truncated by it', () => {
  const encoder = new TextEncoder()
  const piece = encoder.encode('A'.repeat(2 ** 20))
  const pieces = [
    encoder.encode('BEGIN:VEVENT\r\nDESCRIPTION:'),
    ...Array.from({ length: maxLineBytes / 2 ** 20 + 1 }, () => piece),
    encoder.encode('\r\nUID:a'),
  ]
  expect(linesOf(pieces, names).map(({ truncated, ...line }) => [line, truncated])).toEqual([
    [{ text: 'BEGIN:VEVENT', number: 1 }, false],
    [{ text: 'UID:a', number: 3 }, false],
  ])
})
