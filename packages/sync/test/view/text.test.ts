import { expect, test } from 'vitest'
import { cutText, fillLines, padText, tidyLine, toPrintable, wrapText } from '../../src/view/text.ts'

test.each([
  ['a\u0007b\u001B[31m', 'a\uFFFDb\uFFFD[31m'],
  ['\u202Egnp', '\uFFFDgnp'],
  ['zero\u200Bwidth', 'zero\uFFFDwidth'],
  ['\uD800', '\uFFFD'],
  ['👨‍👩‍👧 🏖️ 🇩🇪', '👨‍👩‍👧 🏖️ 🇩🇪'],
])('%j is printed as %j', (text, printed) => {
  expect(toPrintable(text)).toBe(printed)
})

test.each([
  ['Lunch', 5, 'Lunch'],
  ['Lunch', 4, 'Lun…'],
  ['a bc', 3, 'a…'],
  ['会議', 4, '会議'],
  ['会議', 3, '会…'],
  ['会議', 2, '…'],
  ['👨‍👩‍👧 trip', 3, '👨‍👩‍👧…'],
  ['Lunch', 0, ''],
])('%j in %d columns is %j', (text, width, cut) => {
  expect(cutText(text, width)).toBe(cut)
})

test('pads by width', () => {
  expect(padText('会', 4, '+')).toBe('会++')
  expect(padText('Lunch', 3)).toBe('Lunch')
})

test('breaks between words', () => {
  expect(wrapText('one  two three', 7)).toEqual(['one', 'two', 'three'])
  expect(wrapText('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrapText('incomprehensible word', 7)).toEqual(['incomp…', 'word'])
  expect(wrapText('', 7)).toEqual([])
})

test('fills lines of different widths, and cuts the last', () => {
  expect(fillLines('one two three four', [3, 9, 4])).toEqual(['one', 'two three', 'four'])
  expect(fillLines('one two three four', [7, 7])).toEqual(['one two', 'three…'])
  expect(fillLines('one', [3, 3])).toEqual(['one', ''])
})

test('joins the pieces of a line that have one style, and leaves out spaces at its end', () => {
  const dim = (text: string) => ({ text, style: 'dim' }) as const
  expect(tidyLine(['a', 'b', dim('c'), dim('d '), ' ', dim('  ')])).toEqual(['ab', dim('cd')])
  expect(tidyLine(['  ', dim(' ')])).toEqual([])
})
