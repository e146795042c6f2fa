import { describe, expect, test } from 'vitest'
import type { LedgerEntry } from '../../src/ledger.ts'
import { at, compare, entry, row, want } from '../support/diff.examples.ts'

const hours = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index)
const ledgerOf = (source: string, count: number, from = 0): Record<string, LedgerEntry> =>
  Object.fromEntries(
    hours(count, from).map((start) => [`id${start}`, entry(at(start), `${source}/${start}`)]),
  )
const rowsOf = (count: number, from = 0) => hours(count, from).map((start) => row(`id${start}`, at(start)))
const wantsOf = (source: string, count: number, from = 0) =>
  hours(count, from).map((start) => want(at(start), `${source}/${start}`))

describe('R6: nothing is emptied by accident', () => {
  test('a source that yields nothing stops its owner', () => {
    const input = {
      wanted: wantsOf('b', 20, 20),
      listed: rowsOf(22, 18),
      ledger: { ...ledgerOf('a', 2, 18), ...ledgerOf('b', 20, 20) },
    }
    const found = compare(input)
    expect(found).toMatchObject({ steps: [], ledger: [], shown: 22 })
    expect(found.stop).toEqual({
      reason: 'source-empty',
      source: 'a',
      count: 2,
      message:
        'The source a yields nothing, although 2 blocks created for it would be lost; to go on anyway, pass --allow 2 (in code, allow: 2).',
    })
    expect(compare({ ...input, allow: 1 }).stop).toBeDefined()
    expect(compare({ ...input, allow: 2 }).counts.delete).toBe(2)
  })

  test('also when only the memory of deleted blocks would be lost', () => {
    const ledger = { x: { ...entry(at(1), 'a/1'), deletedByHand: true as const } }
    expect(compare({ ledger }).stop).toMatchObject({ reason: 'source-empty', count: 1 })
  })

  test('not when it has got another name, or another source wants the same', () => {
    const found = compare({ wanted: wantsOf('renamed', 9), listed: rowsOf(9), ledger: ledgerOf('a', 9) })
    expect(found.stop).toBeUndefined()
    expect(found.counts).toMatchObject({ exists: 9, delete: 0 })
  })

  test('not when only past blocks name it', () => {
    const window = { from: at(50).startTime, to: at(60).startTime }
    expect(compare({ ledger: ledgerOf('a', 9), window }).stop).toBeUndefined()
  })

  test('a list that shows none of two blocks stops its owner, and one that lacks the only block does not', () => {
    const found = compare({
      wanted: wantsOf('a', 2),
      listed: [row('other', at(50))],
      ledger: ledgerOf('a', 2),
    })
    expect(found.stop).toMatchObject({ reason: 'list-empty', count: 2 })
    expect(found.shown).toBe(0)
    expect(compare({ wanted: wantsOf('a', 1), ledger: ledgerOf('a', 1) }).stop).toBeUndefined()
  })

  test('an empty list that is allowed is that of a reset account: the blocks are created again', () => {
    const input = { wanted: wantsOf('a', 9), ledger: ledgerOf('a', 9) }
    expect(compare({ ...input, allow: 9 }).counts).toMatchObject({ create: 9, keep: 0 })
    expect(compare({ ...input, allow: 8 }).counts).toMatchObject({ create: 0 })
  })

  test('a list that lacks more than may be deleted stops its owner', () => {
    const input = { wanted: wantsOf('a', 40), ledger: ledgerOf('a', 40) }
    expect(compare({ ...input, listed: rowsOf(32) }).stop).toBeUndefined()
    expect(compare({ ...input, listed: rowsOf(31) }).stop).toMatchObject({
      reason: 'list-truncated',
      count: 9,
    })
    expect(compare({ ...input, listed: rowsOf(31), allow: 9 }).counts).toMatchObject({ keep: 9, exists: 31 })
  })

  test('blocks that a person deleted before do not count', () => {
    const ledger = Object.fromEntries(
      Object.entries(ledgerOf('a', 9)).map(([id, each]) => [id, { ...each, deletedByHand: true as const }]),
    )
    expect(compare({ wanted: wantsOf('a', 9), ledger }).stop).toBeUndefined()
  })

  test('more deletes than the rules allow stop the owner; five are always allowed by a share', () => {
    const input = { listed: rowsOf(10), ledger: ledgerOf('a', 10) }
    expect(compare({ ...input, wanted: wantsOf('a', 5) }).counts.delete).toBe(5)
    expect(compare({ ...input, wanted: wantsOf('a', 4) }).stop).toMatchObject({
      reason: 'max-delete',
      count: 6,
    })
    expect(compare({ ...input, wanted: wantsOf('a', 4), allow: 6 }).counts.delete).toBe(6)
    expect(compare({ ...input, wanted: wantsOf('a', 9), rules: { maxDelete: 0 } }).stop).toMatchObject({
      count: 1,
    })
  })

  test('surplus blocks are no limit, since an equal one of each stays', () => {
    const found = compare({
      wanted: wantsOf('a', 30),
      listed: [...rowsOf(30), ...hours(30).map((start) => row(`a${start}`, at(start)))],
      ledger: ledgerOf('a', 30),
    })
    expect(found.stop).toBeUndefined()
    expect(found.counts).toMatchObject({ exists: 30, delete: 30 })
  })

  test('one number allows all that stops an owner at once', () => {
    const found = compare({
      listed: rowsOf(30),
      ledger: { ...ledgerOf('a', 10), ...ledgerOf('b', 20, 10) },
      wanted: wantsOf('b', 18, 10),
    })
    expect(found.stop).toMatchObject({ reason: 'source-empty', count: 12 })
    const allowed = {
      listed: rowsOf(30),
      ledger: { ...ledgerOf('a', 10), ...ledgerOf('b', 20, 10) },
      wanted: wantsOf('b', 18, 10),
      allow: 12,
    }
    expect(compare(allowed).counts.delete).toBe(12)
  })

  test('times without an offset stop the owner: they can be compared with nothing', () => {
    const listed = [{ ...row('x', at(1)), startTime: '2026-12-01T01:00:00' }]
    expect(compare({ wanted: wantsOf('a', 3), listed }).stop).toMatchObject({
      reason: 'unreadable',
      count: 1,
    })
  })

  test('mode add deletes nothing, so an empty source does not stop it', () => {
    expect(
      compare({ listed: rowsOf(9), ledger: ledgerOf('a', 9), rules: { mode: 'add' } }).stop,
    ).toBeUndefined()
  })
})
