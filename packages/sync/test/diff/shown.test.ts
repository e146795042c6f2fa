import { expect, test } from 'vitest'
import type { BlockedSlot } from '@block-slots/client'
import type { Value } from '../../src/block.ts'
import { markBlocks, type ShownInput } from '../../src/diff/shown.ts'
import type { Ledger } from '../../src/ledger.ts'
import type { Step, StoredStep } from '../../src/step.ts'

const hour = (at: number, title = 'Busy'): Value => ({
  startTime: `2027-03-03T${String(at).padStart(2, '0')}:00:00Z`,
  endTime: `2027-03-03T${String(at + 1).padStart(2, '0')}:00:00Z`,
  title,
})
const row = (id: string, value: Value, more: Partial<BlockedSlot> = {}): BlockedSlot => ({
  id,
  ...value,
  ...more,
})
const ledgerOf = (entries: Readonly<Record<string, Value>>): Ledger =>
  new Map(Object.entries(entries).map(([id, wanted]) => [id, { reasons: ['feed/1'], wanted }]))
const want = (value: Value) => ({ ...value, reasons: ['feed/1'] })
const stored = (step: Step, more: Partial<StoredStep> = {}): StoredStep => ({
  id: 1,
  owner: 'L/user/U',
  state: 'planned',
  step,
  ...more,
})
/** What is shown: the state, the id, the hour, and the note. */
const show = (input: Partial<ShownInput>) =>
  markBlocks({ listed: [], ledger: new Map(), ...input }).map(({ state, id, startTime, note }) =>
    [state, id, Number(startTime.slice(11, 13)), note].filter((part) => part !== undefined),
  )

const create = (at: number): Step => ({ action: 'create', wanted: want(hour(at)) })
const move = (from: number, to: number): Step => ({
  action: 'update',
  id: 'a',
  wanted: want(hour(to)),
  was: hour(from),
  by: 'source',
})
const remove = (at: number): Step => ({
  action: 'delete',
  id: 'a',
  was: hour(at),
  reasons: [],
  why: 'unwanted',
})
const own = { listed: [row('a', hour(9))], ledger: ledgerOf({ a: hour(9) }) }

test('without a plan, the ledger decides what is there and what is of others', () => {
  const listed = [
    row('a', hour(9)),
    row('b', hour(10)),
    row('c', hour(11), { createdBy: { source: 'google' } }),
    row('d', hour(12), { title: null } as unknown as Partial<BlockedSlot>),
  ]
  // A synchronised event is never ours, whatever the ledger says. `gone` is in no list.
  const ledger = ledgerOf({ a: hour(9), c: hour(11), gone: hour(13) })
  expect(show({ listed, ledger })).toEqual([
    ['there', 'a', 9],
    ['other', 'b', 10],
    ['other', 'c', 11],
    ['other', 'd', 12],
  ])
})

test.each<[string, Partial<ShownInput>, unknown[]]>([
  ['a create', { steps: [stored(create(9))] }, [['create', 9]]],
  [
    'a create over appointments',
    { steps: [stored({ ...create(9), over: [{}, {}] } as unknown as Step)] },
    [['create', 9, 'over 2 appointments']],
  ],
  [
    'a create that the list shows already',
    { listed: [row('b', hour(9))], steps: [stored(create(9))] },
    [['other', 'b', 9]],
  ],
  [
    'a create that is done',
    { ...own, steps: [stored(create(9), { state: 'done', detail: { id: 'a' } })] },
    [['there', 'a', 9]],
  ],
  ['a create that is done and deleted since', { steps: [stored(create(9), { state: 'done' })] }, []],
  ['a create that is not carried out', { steps: [stored(create(9), { state: 'skipped' })] }, []],
  [
    'a create that has failed',
    { steps: [stored(create(9), { state: 'failed', detail: { message: 'no' } })] },
    [['create', 9, 'failed: no']],
  ],
  [
    'a create of unknown outcome',
    { steps: [stored(create(9), { state: 'unknown' })] },
    [['create', 9, 'was sent, and its outcome is unknown']],
  ],
  [
    'a create that an earlier run has sent',
    { steps: [stored({ ...create(9), sentBefore: true } as Step)] },
    [['create', 9, 'sent by an earlier run']],
  ],
  ['a create that was refused', { steps: [stored(create(9), { state: 'refused' })] }, [['refuse', 9]]],
  ['an update', { ...own, steps: [stored(move(9, 14))] }, [['update', 'a', 14]]],
  [
    'an update by a person',
    { ...own, steps: [stored({ ...move(9, 14), by: 'person' } as Step)] },
    [['update', 'a', 14, 'edited by hand']],
  ],
  ['an update that is applied', { ...own, steps: [stored(move(8, 9))] }, [['there', 'a', 9]]],
  [
    'an update of what has changed since',
    { ...own, steps: [stored(move(8, 14))] },
    [['keep', 'a', 9, 'changed after the plan was made']],
  ],
  [
    'an update that is not carried out',
    { ...own, steps: [stored(move(9, 14), { state: 'skipped' })] },
    [['there', 'a', 9]],
  ],
  ['an update of what is gone', { steps: [stored(move(9, 14))] }, []],
  ['a delete', { ...own, steps: [stored(remove(9))] }, [['delete', 'a', 9]]],
  [
    'a delete of one of equal blocks',
    { ...own, steps: [stored({ ...remove(9), why: 'surplus' } as Step)] },
    [['delete', 'a', 9, 'one of several equal blocks']],
  ],
  [
    'a delete of what has changed since',
    { ...own, steps: [stored(remove(8))] },
    [['keep', 'a', 9, 'changed after the plan was made']],
  ],
  ['a delete that is done', { ledger: own.ledger, steps: [stored(remove(9), { state: 'done' })] }, []],
  [
    'a delete that is not carried out',
    { ...own, steps: [stored(remove(9), { state: 'skipped' })] },
    [['there', 'a', 9]],
  ],
  [
    'a block that stays',
    { ...own, steps: [stored({ action: 'keep', id: 'a', was: hour(9), why: 'edited-by-hand' })] },
    [['keep', 'a', 9, 'edited by hand']],
  ],
  [
    'a block that stays deleted',
    { steps: [stored({ action: 'keep', id: 'a', was: hour(9), why: 'deleted-by-hand' })] },
    [],
  ],
  [
    'a refused block',
    { steps: [stored({ action: 'refuse', wanted: want(hour(9)), over: [{}] } as unknown as Step)] },
    [['refuse', 9, 'over an appointment']],
  ],
  [
    'a block that exists',
    {
      listed: [row('b', hour(9))],
      steps: [stored({ action: 'exists', id: 'b', wanted: want(hour(9)), owned: false })],
    },
    [['other', 'b', 9]],
  ],
])('shows %s', (_, input, expected) => {
  expect(show(input)).toEqual(expected)
})

test('an update has the value that the list shows as what was', () => {
  const [block] = markBlocks({ ...own, steps: [stored(move(9, 14))] })
  expect(block).toEqual({ ...hour(14), id: 'a', state: 'update', was: hour(9), sources: ['feed'] })
})

test('appointments have no titles, and cancelled ones are left out', () => {
  const appointments = [
    { id: 'p', ...hour(9, 'Jane Doe') },
    { id: 'q', ...hour(10), appointmentStatus: 'cancelled' },
    { id: 'r', ...hour(11), appoinmentStatus: 'canceled' },
  ]
  expect(markBlocks({ listed: [], ledger: new Map(), appointments })).toEqual([
    { id: 'p', ...hour(9, 'Appointment'), state: 'appointment' },
  ])
})
