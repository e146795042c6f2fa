import { describe, expect, test } from 'vitest'
import { undoSteps } from '../../src/diff/undo.ts'
import type { Step } from '../../src/step.ts'
import { at, entry, row, stored, want } from '../support/diff.examples.ts'

const wanted = want(at(2), 's/1')
const create: Step = { action: 'create', wanted }
const update: Step = { action: 'update', id: 'x', wanted, was: at(1), by: 'source' }
const deletion: Step = { action: 'delete', id: 'x', was: at(1), reasons: ['s/1'], why: 'unwanted' }
const ledger = new Map([['x', entry(at(2), 's/1', 's/2')]])

describe('undoSteps', () => {
  test('deletes what was created', () => {
    const { steps } = undoSteps([stored(1, create, 'done', 'x')], [row('x', at(2))], ledger)
    expect(steps).toEqual([{ action: 'delete', id: 'x', was: at(2), reasons: ['s/1', 's/2'], why: 'undo' }])
  })

  test('keeps what was changed since, by a person, another run or a loss of the state', () => {
    const done = [stored(1, create, 'done', 'x')]
    const keep = [{ action: 'keep', id: 'x', why: 'edited-by-hand' }]
    expect(undoSteps(done, [row('x', at(7))], ledger).steps).toMatchObject(keep)
    const later = new Map([['x', entry(at(5), 's/1')]])
    expect(undoSteps(done, [row('x', at(5))], later).steps).toMatchObject([
      { action: 'keep', id: 'x', why: 'changed-by-run' },
    ])
    expect(undoSteps(done, [row('x', at(2))], new Map()).steps).toMatchObject(keep)
    expect(undoSteps(done, [], ledger).steps).toEqual([])
  })

  test('does not create again what another undo has, and the list does not show yet', () => {
    const again = new Map([['y', entry(at(1), 's/1')]])
    expect(undoSteps([stored(1, deletion, 'done')], [], again).steps).toMatchObject([
      { action: 'keep', id: 'y', why: 'deleted-by-hand' },
    ])
  })

  test('updates back, with the reasons of now', () => {
    const { steps } = undoSteps([stored(1, update, 'done')], [row('x', at(2))], ledger)
    const before = want(at(1), 's/1', 's/2')
    expect(steps).toEqual([{ action: 'update', id: 'x', wanted: before, was: at(2), by: 'source' }])
  })

  test('does not update what a person has changed or deleted since', () => {
    const done = [stored(1, update, 'done')]
    expect(undoSteps(done, [row('x', at(7))], ledger).steps).toMatchObject([
      { action: 'keep', why: 'edited-by-hand' },
    ])
    expect(undoSteps(done, [], ledger).steps).toMatchObject([{ action: 'keep', why: 'deleted-by-hand' }])
    expect(undoSteps(done, [row('x', at(1))], ledger).steps).toEqual([])
  })

  test('creates what was deleted, once, unless an equal block is there', () => {
    const done = [stored(1, deletion, 'done'), stored(2, { ...deletion, id: 'y' }, 'done')]
    expect(undoSteps(done, [], new Map()).steps).toEqual([{ action: 'create', wanted: want(at(1), 's/1') }])
    expect(undoSteps(done.slice(1), [row('z', at(1))], new Map()).steps).toMatchObject([
      { action: 'exists', id: 'z', owned: false },
    ])
  })

  test('goes from the newest to the oldest, and leaves out what was not done', () => {
    const steps = [
      stored(1, create, 'done', 'x'),
      stored(2, { ...deletion, id: 'y' }, 'done'),
      stored(3, { ...deletion, id: 'z', was: at(9) }, 'failed'),
    ]
    expect(undoSteps(steps, [row('x', at(2))], ledger).steps).toMatchObject([
      { action: 'create' },
      { action: 'delete' },
    ])
  })

  test('asks for what had been asked for, not for what the service has made of it', () => {
    const [before, after] = [at(1, 'A &amp; B'), at(2, 'A &amp; B')]
    const altered = new Map([['x', { ...entry(at(2, 'A & B'), 's/1'), stored: after }]])
    const moved = { ...update, wanted: want(at(2, 'A & B'), 's/1'), was: before, asked: at(1, 'A & B') }
    expect(undoSteps([stored(1, moved, 'done')], [row('x', after)], altered).steps).toMatchObject([
      { action: 'update', wanted: { title: 'A & B' }, was: after, asked: { title: 'A & B' } },
    ])
    const removed = { ...deletion, was: before, asked: at(1, 'A & B') }
    expect(undoSteps([stored(1, removed, 'done')], [], new Map()).steps).toMatchObject([
      { action: 'create', wanted: { title: 'A & B' } },
    ])
  })
})
