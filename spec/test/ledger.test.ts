import { describe, expect, test } from 'vitest'
import { complaints, entriesOf } from '../tool/ledger.ts'

const differences = [
  'GET /a/{id} query start type: string → integer',
  'GET /a/{id} response 200 one: optional → absent',
  'GET /a/{id} response 200 two: optional → absent',
  'GET /b response 200 two: optional → absent',
  'GET /b title pattern: none → ^a*(b|c)$',
]

const start = 'GET /a/{id} query start type: string → integer'
const pattern = 'GET /b title pattern: none → ^a*(b|c)$'
const absent = 'optional → absent'

describe('a ledger without a fault', () => {
  test('one entry for each difference', () => {
    expect(complaints(differences, differences)).toEqual([])
  })
  test('lists and stars, with a change full of their characters taken word for word', () => {
    const entries = [
      start,
      pattern,
      `GET /a/{id} response 200 one: ${absent}`,
      `GET * response 200 two: ${absent} ×2`,
    ]
    expect(complaints(differences, entries)).toEqual([])
    const lists = [
      start,
      pattern,
      `GET (/a/{id}|/b) response 200 two: ${absent}`,
      `GET /a/{id} response 200 (one): ${absent}`,
    ]
    expect(complaints(differences, lists)).toEqual([])
  })
})

describe('a fault in the ledger', () => {
  const rest = [start, pattern]
  const covered = `GET * response 200 (one|two): ${absent} ×3`

  test('a difference without an entry', () => {
    expect(complaints(differences, [start, covered])).toEqual([expect.stringContaining(`add:\n  ${pattern}`)])
  })
  test('a difference with two entries', () => {
    const twice = `GET /b response 200 two: ${absent}`
    expect(complaints(differences, [...rest, covered, twice])).toEqual([
      `A difference with 2 entries in DEVIATIONS.md. Leave one of:\n  ${covered}\n  ${twice}`,
    ])
  })
  test('an entry whose difference has gone or has changed', () => {
    expect(complaints(differences, [...rest, covered, 'GET /c: present → absent'])).toEqual([
      'No such difference. Remove from DEVIATIONS.md:\n  GET /c: present → absent',
    ])
    // Three differences without an entry, and two words that match nothing.
    expect(complaints(differences, [...rest, covered.replace('absent', 'required')])).toHaveLength(5)
  })
  test('one word of a list that matches nothing', () => {
    const list = `GET /a/{id} response 200 (one|two|three): ${absent}`
    const lines = complaints(differences, [...rest, list, `GET /b response 200 two: ${absent}`])
    expect(lines).toEqual([
      expect.stringContaining(`GET /a/{id} response 200 three: ${absent}\n  (in ${list})`),
    ])
  })
  test('a star that matches nothing', () => {
    expect(complaints(differences, [...rest, covered, `PUT * two: ${absent} ×0`])).toHaveLength(1)
  })
  test('a star that says another number than it matches, or none', () => {
    for (const wrong of [covered.replace('×3', '×4'), covered.replace(' ×3', '')])
      expect(complaints(differences, [...rest, wrong])).toEqual([expect.stringContaining('end with ×3')])
  })
  test('a star does not reach over a blank', () => {
    expect(complaints(differences, [...rest, `GET * two: ${absent} ×2`])).not.toEqual([])
  })
})

test('entries are the lines of the fenced blocks, nothing of the prose', () => {
  const markdown = [
    '# Words',
    'a: b → c',
    '```text',
    'one',
    '',
    'two',
    '```',
    'more',
    '```text',
    'three',
    '```',
    '',
  ].join('\n')
  expect(entriesOf(markdown)).toEqual(['one', 'two', 'three'])
})
