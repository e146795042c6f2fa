import { describe, expect, test } from 'vitest'
import { filterNames, isId, matchName } from '../../src/account/match.ts'

const rows = [
  { id: 'a', names: ['Anna'], aliases: ['Anna@example.com'] },
  { id: 'm', names: ['Jörg  Müller'] },
  { id: 's', names: ['Hanna Groß'] },
  { id: 'x', names: ['Sales calls'] },
  { id: 'y', names: ['sales Calls'] },
  { id: 'h', names: ['राम'] },
  { id: 'i', names: ['Bad\u200bname'] },
]

describe('matchName', () => {
  test.each([
    ['m', 'm'],
    ['Anna', 'a'],
    ['ANNA', 'a'],
    ['anna@example.com', 'a'],
    ['Muller', 'm'],
    ['jorg muller', 'm'],
    [' JÖRG   MÜLLER ', 'm'],
    ['Mu\u0308ller', 'm'],
    ['gross', 's'],
    ['Sales calls', 'x'],
    ['sales Calls', 'y'],
    ['राम', 'h'],
    ['badname', 'i'],
  ])('%s', (text, id) => {
    expect(matchName(text, rows)).toEqual({ kind: 'one', row: rows.find((row) => row.id === id) })
  })

  test('a part of several names, and a name of several', () => {
    expect(matchName('nna', rows)).toMatchObject({ kind: 'several', rows: [{ id: 'a' }, { id: 's' }] })
    expect(matchName('SALES CALLS', rows)).toMatchObject({
      kind: 'several',
      rows: [{ id: 'x' }, { id: 'y' }],
    })
  })

  test('a part of an address is no name', () => {
    expect(matchName('example', rows)).toEqual({ kind: 'none' })
    expect(filterNames('EXAMPLE', rows)).toEqual([rows[0]])
  })

  test('a misspelt name, of which a word is enough', () => {
    expect(matchName('Mueler', rows)).toEqual({ kind: 'none', suggestion: 'Jörg  Müller' })
    expect(matchName('Zoe', rows)).toEqual({ kind: 'none' })
    expect(matchName(' ', rows)).toEqual({ kind: 'none' })
    expect(matchName('रम', rows)).not.toMatchObject({ kind: 'one' })
  })
})

test('ids are distinguished from names', () => {
  const shapes = ['CVokAlI8fgw4WYWoCtQz', '5f1a2b3c4d5e6f7a8b9c0d1e', 'abcdefghiJKLMNOPQRST']
  const names = ['Anna', 'Physiotherapiepraxis', 'Meeting room 1 of 20 x', 'PHYSIOTHERAPIEPRAXIS', 'Room2']
  expect(shapes.filter((text) => !isId(text))).toEqual([])
  expect(names.filter(isId)).toEqual([])
})
