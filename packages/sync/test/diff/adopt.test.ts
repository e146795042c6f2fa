import { describe, expect, test } from 'vitest'
import { adopt } from '../../src/diff/adopt.ts'
import { at, made, row, stored, want } from '../support/diff.examples.ts'

const wanted = want(at(1), 's/1')
const create = { action: 'create', wanted } as const
const none = new Map()

describe('R4: what an interrupted run has done is found in the list', () => {
  test.each(['planned', 'sent', 'unknown'] as const)('a create that was %s', (state) => {
    const found = adopt([stored(7, create, state)], [row('x', at(1))], none)
    expect(found).toEqual([{ step: 7, ledger: { id: 'x', made: made(at(1), 's/1') } }])
  })

  test('of equal blocks the one with the smallest id that was not made here before', () => {
    const listed = [row('c', at(1)), row('a', at(1)), row('b', at(1))]
    const found = adopt([stored(7, create)], listed, new Map([['a', made(at(1), 's/0')]]))
    expect(found).toMatchObject([{ ledger: { id: 'b' } }])
  })

  test('each block once, for creates that were sent before others', () => {
    const steps = [stored(1, create, 'planned'), stored(2, create, 'sent')]
    expect(adopt(steps, [row('a', at(1))], none)).toMatchObject([{ step: 2, ledger: { id: 'a' } }])
    expect(adopt(steps, [row('b', at(1)), row('a', at(1))], none)).toMatchObject([
      { step: 1, ledger: { id: 'b' } },
      { step: 2, ledger: { id: 'a' } },
    ])
  })

  test('no synchronised event, no other value, and nothing of a delete', () => {
    const listed = [{ ...row('x', at(1)), createdBy: { source: 'google' } }, row('y', at(2))]
    const deleted = { action: 'delete', id: 'y', was: at(2), reasons: [], why: 'unwanted' } as const
    expect(adopt([stored(1, create), stored(2, deleted)], listed, new Map([['y', made(at(2))]]))).toEqual([])
  })

  test('an update whose block shows the new value', () => {
    const update = { action: 'update', id: 'x', wanted, was: at(5), by: 'source' } as const
    const ledger = new Map([['x', made(at(5), 's/1')]])
    expect(adopt([stored(3, update)], [row('x', at(1))], ledger)).toEqual([
      { step: 3, ledger: { id: 'x', made: made(at(1), 's/1') } },
    ])
    expect(adopt([stored(3, update)], [row('x', at(5))], ledger)).toEqual([])
    expect(adopt([stored(3, update)], [row('x', at(1))], none)).toEqual([])
  })

  test('an update that was sent, whose title the service has shortened', () => {
    const long = want(at(1, 'A long title'), 's/1')
    const update = { action: 'update', id: 'x', wanted: long, was: at(1, 'Short'), by: 'source' } as const
    const ledger = new Map([['x', made(at(1, 'Short'), 's/1')]])
    const shown = [row('x', at(1, 'A long'))]
    const changed = { ...made(at(1, 'A long title'), 's/1'), stored: at(1, 'A long') }
    expect(adopt([stored(3, update)], shown, ledger)).toEqual([
      { step: 3, ledger: { id: 'x', made: changed } },
    ])
    expect(adopt([stored(3, update, 'planned')], shown, ledger)).toEqual([])
    expect(adopt([stored(3, update)], [row('x', at(1, 'By hand'))], ledger)).toEqual([])
    expect(adopt([stored(3, update)], [row('x', at(1, 'Short'))], ledger)).toEqual([])
  })
})
