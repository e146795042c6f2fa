import { expect, test } from 'vitest'
import { pad, truncate, wrap } from '../../src/text/columns.ts'

test.each([
  ['Lunch', 5, 'Lunch'],
  ['Lunch break', 7, 'Lunch…'],
  ['会議室を予約', 7, '会議室…'],
  ['👩‍⚕️👩‍⚕️👩‍⚕️', 5, '👩‍⚕️👩‍⚕️…'],
  ['a\u0007b', 20, String.raw`a\u0007b`],
])('%s in %i columns is %s', (text, width, expected) => {
  expect(truncate(text, width)).toBe(expected)
})

test('a text is filled up to columns, not to characters', () => {
  expect(pad('会議', 6)).toBe('会議  ')
  expect(pad('Lunch', 3)).toBe('Lunch')
})

test('a text breaks between words, and continues under an indent', () => {
  const text = 'Blocked Tue 2026-12-01 09:00 to 10:00 for Anna'
  expect(wrap(text, '', { columns: 24, hanging: '  ' })).toEqual([
    'Blocked Tue 2026-12-01',
    '  09:00 to 10:00 for',
    '  Anna',
  ])
  expect(wrap('aaa bbb', '> ', { columns: 5 })).toEqual(['> aaa', '> bbb'])
})
