import { describe, expect, test } from 'vitest'
import { at, changed, compare, entry, row, stored, want } from '../support/diff.examples.ts'

const a1 = want(at(1), 's/1')

describe('R1: the value decides first', () => {
  test('an equal block exists, no matter who made it', () => {
    const found = compare({ wanted: [a1], listed: [row('x', at(1))] })
    expect(found.steps).toEqual([{ action: 'exists', id: 'x', wanted: a1, owned: false }])
  })

  test('an item under a new id is the same block', () => {
    const ledger = { x: entry(at(1), 's/old') }
    const found = compare({ wanted: [a1], listed: [row('x', at(1))], ledger })
    expect(found.steps).toEqual([{ action: 'exists', id: 'x', wanted: a1, owned: true }])
    expect(found.ledger).toEqual([{ id: 'x', entry: entry(at(1), 's/1') }])
  })

  test('items that swap their times change nothing', () => {
    const ledger = { x: entry(at(1), 's/1'), y: entry(at(2), 's/2') }
    const wanted = [want(at(1), 's/2'), want(at(2), 's/1')]
    const found = compare({ wanted, listed: [row('x', at(1)), row('y', at(2))], ledger })
    expect(found.counts).toMatchObject({ exists: 2, update: 0, create: 0, delete: 0 })
    expect(changed(new Map(), found.ledger).get('x')).toEqual(entry(at(1), 's/2'))
  })

  test('the block of the same item is updated', () => {
    const found = compare({
      wanted: [want(at(2), 's/1')],
      listed: [row('x', at(1))],
      ledger: { x: entry(at(1), 's/1') },
    })
    expect(found.steps).toEqual([
      { action: 'update', id: 'x', wanted: want(at(2), 's/1'), was: at(1), by: 'source' },
    ])
  })

  test('two values of one item are paired in the order of time', () => {
    const ledger = { y: entry(at(1), 's/1'), x: entry(at(5), 's/1') }
    const wanted = [want(at(2), 's/1'), want(at(6), 's/1')]
    const { steps } = compare({ wanted, listed: [row('x', at(5)), row('y', at(1))], ledger })
    expect(steps).toMatchObject([
      { action: 'update', id: 'y', wanted: { startTime: at(2).startTime } },
      { action: 'update', id: 'x', wanted: { startTime: at(6).startTime } },
    ])
  })

  test('synchronised events do not count', () => {
    const listed = [{ ...row('x', at(1)), createdBy: { source: 'google' } }]
    expect(compare({ wanted: [a1], listed }).steps).toEqual([{ action: 'create', wanted: a1 }])
  })

  test('a create that an earlier run has sent is marked', () => {
    const unresolved = [stored(1, { action: 'create', wanted: want(at(1), 'other/9') })]
    expect(compare({ wanted: [a1], unresolved }).steps).toEqual([
      { action: 'create', wanted: a1, sentBefore: true },
    ])
  })
})

describe('R2: only what was made here is changed or deleted', () => {
  test('a block of another maker stays', () => {
    expect(compare({ listed: [row('x', at(1))] })).toMatchObject({ steps: [], ledger: [] })
  })

  test('a block that is not wanted any more is deleted', () => {
    const found = compare({
      listed: [row('x', at(1))],
      ledger: { x: entry(at(1), 's/1') },
      wanted: [want(at(9), 's/2')],
    })
    expect(found.steps).toContainEqual({
      action: 'delete',
      id: 'x',
      was: at(1),
      reasons: ['s/1'],
      why: 'unwanted',
    })
  })

  test('not when a person has changed it; it is remembered until it is past', () => {
    const input = { listed: [row('x', at(3))], ledger: { x: entry(at(1), 's/1') } }
    expect(compare(input)).toMatchObject({
      steps: [{ action: 'keep', id: 'x', was: at(3), why: 'edited-by-hand' }],
      ledger: [],
    })
    expect(compare({ ...input, window: { from: at(50).startTime, to: at(90).startTime } }).ledger).toEqual([
      { id: 'x', entry: null },
    ])
  })

  test('mode add only creates', () => {
    const ledger = { x: entry(at(1), 's/1'), y: entry(at(3), 's/3'), z: entry(at(5), 's/5') }
    const listed = [row('x', at(1)), row('y', at(3)), row('z', at(6))]
    const wanted = [want(at(2), 's/1'), want(at(5), 's/5')]
    const found = compare({ wanted, listed, ledger, rules: { mode: 'add' } })
    expect(found.counts).toMatchObject({ create: 1, keep: 1, update: 0, delete: 0 })
  })
})

describe('blocks that a person has changed', () => {
  const moved = { wanted: [a1], listed: [row('x', at(3))], ledger: { x: entry(at(1), 's/1') } }

  test('restore moves it back, and keep leaves it', () => {
    expect(compare(moved).steps).toEqual([
      { action: 'update', id: 'x', wanted: a1, was: at(3), by: 'person' },
    ])
    expect(compare({ ...moved, rules: { editedByHand: 'keep' } }).steps).toEqual([
      { action: 'keep', id: 'x', was: at(3), wanted: a1, why: 'edited-by-hand' },
    ])
  })

  test('either way it follows its source once that changes', () => {
    const input = { ...moved, wanted: [want(at(7), 's/1')] }
    for (const editedByHand of ['restore', 'keep'] as const)
      expect(compare({ ...input, rules: { editedByHand } }).steps).toMatchObject([
        { action: 'update', by: 'source' },
      ])
  })

  test('it is found by its value when its source renames its items', () => {
    const found = compare({ ...moved, wanted: [want(at(1), 's/new')] })
    expect(found.steps).toMatchObject([{ action: 'update', id: 'x', by: 'person' }])
  })

  test('what the service made of it is no edit, and stays so', () => {
    const ledger = { x: { ...entry(at(1, 'Tea*'), 's/1'), stored: at(1, 'Tea') } }
    const input = { wanted: [want(at(1, 'Tea*'), 's/1')], listed: [row('x', at(1, 'Tea'))], ledger }
    expect(compare(input)).toMatchObject({ steps: [{ action: 'exists', owned: true }], ledger: [] })
  })

  test('one altered block stands for both of two wanted ones', () => {
    const ledger = { x: { ...entry(at(1, 'Tea*'), 's/1'), stored: at(1, 'Tea') } }
    const wanted = [want(at(1, 'Tea'), 's/2'), want(at(1, 'Tea*'), 's/1')]
    const found = compare({ wanted, listed: [row('x', at(1, 'Tea'))], ledger })
    expect(found.counts).toMatchObject({ exists: 2, create: 0 })
    const next = changed(new Map(Object.entries(ledger)), found.ledger)
    expect(next.get('x')).toEqual({ ...ledger.x, reasons: ['s/1', 's/2'] })
    expect(
      compare({ wanted, listed: [row('x', at(1, 'Tea'))], ledger: Object.fromEntries(next) }).ledger,
    ).toEqual([])
  })
})

describe('blocks that a person has deleted', () => {
  const deleted = { wanted: [a1], ledger: { x: entry(at(1), 's/1') } }

  test('keep remembers that, and does not make it again', () => {
    const found = compare(deleted)
    const keep = { action: 'keep', id: 'x', was: at(1), wanted: a1, why: 'deleted-by-hand' }
    expect(found.steps).toEqual([keep])
    expect(found.ledger).toEqual([{ id: 'x', entry: { ...entry(at(1), 's/1'), deletedByHand: true } }])
    const ledger = { x: { ...entry(at(1), 's/1'), deletedByHand: true as const } }
    expect(compare({ ...deleted, ledger })).toMatchObject({ steps: [keep], ledger: [] })
  })

  test('it is made again when its source changes', () => {
    const ledger = { x: { ...entry(at(1), 's/1'), deletedByHand: true as const } }
    const wanted = [want(at(2), 's/1')]
    expect(compare({ wanted, ledger })).toMatchObject({
      steps: [{ action: 'create', wanted: wanted[0] }],
      ledger: [{ id: 'x', entry: { unwanted: true, deletedByHand: true } }],
    })
  })

  test('it is made again when it was not wanted for a while', () => {
    const ledger = { x: { ...entry(at(1), 's/1'), unwanted: true as const, deletedByHand: true as const } }
    const wanted = [want(at(1), 's/1')]
    expect(compare({ wanted, ledger })).toMatchObject({ steps: [{ action: 'create', wanted: wanted[0] }] })
  })

  test('it is deleted when a list shows it again', () => {
    const ledger = { x: { ...entry(at(1), 's/1'), unwanted: true as const, deletedByHand: true as const } }
    const listed = [row('x', at(1))]
    const wanted = [want(at(5), 's/2')]
    expect(compare({ wanted, listed, ledger })).toMatchObject({
      steps: [{ action: 'create' }, { action: 'delete', id: 'x' }],
    })
    // Its source may have failed: that it was not wanted before is no reason to delete it now.
    expect(compare({ wanted: [], listed, ledger }).stop).toMatchObject({ reason: 'source-empty', count: 1 })
  })

  test('restore makes it again', () => {
    const found = compare({ ...deleted, rules: { deletedByHand: 'restore' } })
    expect(found).toMatchObject({
      steps: [{ action: 'create', wanted: a1 }],
      ledger: [{ id: 'x', entry: { ...entry(at(1), 's/1'), deletedByHand: true, unwanted: true } }],
    })
  })

  test('what was made again is there once when the list shows the first one again', () => {
    const rules = { deletedByHand: 'restore' } as const
    // The list lacked `x`, and so `y` was made.
    const ledger = { x: { ...entry(at(1)), deletedByHand: true as const }, y: entry(at(1), 's/1') }
    const shown = compare({ wanted: [a1], listed: [row('x', at(1)), row('y', at(1))], ledger, rules })
    expect(shown.steps).toMatchObject([
      { action: 'exists', id: 'x', owned: true },
      { action: 'delete', id: 'y', why: 'surplus' },
    ])
    const unwanted = compare({ wanted: [want(at(9), 's/2')], listed: [row('x', at(1))], ledger, rules })
    expect(unwanted.steps).toMatchObject([{ action: 'create' }, { action: 'delete', id: 'x' }])
  })

  test('a source that renames its items does not bring it back', () => {
    expect(compare({ ...deleted, wanted: [want(at(1), 's/new')] }).counts).toMatchObject({
      keep: 1,
      create: 0,
    })
  })

  test('a block that shows again is alive again', () => {
    const ledger = { x: { ...entry(at(1), 's/1'), deletedByHand: true as const } }
    const found = compare({ wanted: [a1], listed: [row('x', at(1))], ledger })
    expect(found).toMatchObject({ steps: [{ action: 'exists', owned: true }] })
    expect(found.ledger).toEqual([{ id: 'x', entry: entry(at(1), 's/1') }])
  })

  test('a delete of ours that was interrupted is not a person’s', () => {
    const step = { action: 'delete', id: 'x', was: at(1), reasons: ['s/1'], why: 'undo' } as const
    expect(compare({ ...deleted, unresolved: [stored(1, step)] }).steps).toEqual([
      { action: 'create', wanted: a1 },
    ])
  })
})

describe('R5: of equal blocks the smallest id stays', () => {
  test('the surplus of this machine is deleted', () => {
    const listed = [row('b', at(1)), row('a', at(1))]
    const found = compare({ wanted: [a1], listed, ledger: { b: entry(at(1), 's/1') } })
    expect(found.steps).toEqual([
      { action: 'exists', id: 'a', wanted: a1, owned: false },
      { action: 'delete', id: 'b', was: at(1), reasons: ['s/1'], why: 'surplus' },
    ])
  })

  test('that of another one is left', () => {
    const listed = [row('b', at(1)), row('a', at(1))]
    expect(compare({ wanted: [a1], listed, ledger: { a: entry(at(1), 's/1') } }).counts).toMatchObject({
      exists: 1,
      delete: 0,
    })
  })
})

describe('R7: only the window is looked after', () => {
  test('what is past is forgotten, and what is behind the window is left alone', () => {
    const window = { from: at(10).startTime, to: at(20).startTime }
    const ledger = { past: entry(at(9), 's/1'), behind: entry(at(20), 's/2') }
    expect(compare({ window, ledger })).toMatchObject({ steps: [], ledger: [{ id: 'past', entry: null }] })
  })
})

test('R8: a block goes when its last reason goes', () => {
  const listed = [row('x', at(1)), row('y', at(9))]
  const ledger = { x: entry(at(1), 'a/1', 'b/1'), y: entry(at(9), 'b/2') }
  const one = compare({ wanted: [want(at(1), 'a/1'), want(at(9), 'b/2')], listed, ledger })
  expect(one.counts).toMatchObject({ exists: 2, delete: 0 })
  expect(one.ledger).toEqual([{ id: 'x', entry: entry(at(1), 'a/1') }])
  const none = compare({ wanted: [want(at(9), 'b/2'), want(at(8), 'a/2')], listed, ledger })
  expect(none.counts).toMatchObject({ create: 1, delete: 1 })
})

describe('items that cannot be read', () => {
  test.each([
    ['s/a', true],
    ['s/a 20270301T090000Z', true],
    ['s/a 20270301T090000Z #2', true],
    ['s/ab', false],
    ['s/b', false],
  ])('what was made for %s stays: %s', (reason, stays) => {
    const input = {
      listed: [row('x', at(1))],
      ledger: { x: entry(at(1), reason) },
      wanted: [want(at(5), 's/c')],
    }
    const { counts } = compare({ ...input, unreadable: new Set(['s/a']) })
    expect(counts).toMatchObject(stays ? { keep: 1, delete: 0 } : { keep: 0, delete: 1 })
  })
})
