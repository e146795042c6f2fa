import { expect, test } from 'vitest'
import { findBroken, findWrapped } from '../cli/screen.ts'

test('a line that the terminal has wrapped is found, also between words', () => {
  const rows = ['Plan 3f9a1c20: clinic, 28', 'days from today', 'anna  ']
  expect(findWrapped({ rows, lines: ['Plan 3f9a1c20: clinic, 28days from today', 'anna'] })).toEqual([
    'Plan 3f9a1c20: clinic, 28days from today',
  ])
  expect(findWrapped({ rows, lines: rows })).toEqual([])
})

test('a word that a wide terminal does not show is a part of a broken one, unless it is shortened', () => {
  const wide = ['Closed: Christmas Day  会議と昼食']
  expect(findBroken(['Closed: Christ', 'mas Day'], wide)).toEqual(['Christ', 'mas'])
  expect(findBroken(['Closed: Christmas', 'Day', '会議と昼食'], wide)).toEqual([])
  expect(findBroken(['Closed: Chri…', '会議…'], wide)).toEqual([])
})
