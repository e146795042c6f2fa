import { expect, test } from 'vitest'
import { readRowBlock } from '../../src/validate/response.ts'
import { calendarBlock, userBlock } from '../support/service.ts'
import { openWorld } from '../support/world.ts'

/** The fields of a block. `traceId` names the request of a create, and only its own response has it. */
const fieldsOf = (block: object): string[] =>
  Object.keys(block)
    .filter((name) => name !== 'traceId')
    // oxlint-disable-next-line unicorn/no-array-sort -- a copy
    .sort()

test.each([calendarBlock, userBlock])(
  'a created, a reconciled and an existing block have the same fields: %o',
  async (block) => {
    const world = await openWorld()
    const created = await world.run(world.client.create(block))
    const fields = fieldsOf(created)
    const recent = await world.run(world.client.ensure(block))
    await world.clock.advance(60_000)
    const existing = await world.run(world.client.ensure(block))
    world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'before-response' }])
    const reconciled = await world.run(world.client.create(block))
    expect([created, recent, existing, reconciled].map(({ outcome }) => outcome)).toEqual([
      'created',
      'existing',
      'existing',
      'reconciled',
    ])
    expect([recent, existing, reconciled].map(fieldsOf)).toEqual([fields, fields, fields])
  },
)

test('a block that is read from a row has no field of the list', () => {
  const row = {
    id: 'x',
    title: 'Test Event',
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
    calendarId: 'c',
    assignedUserId: 'another owner',
    dateAdded: '2021-06-23T00:00:00Z',
    users: [],
    notes: 'private',
    constructor: 'no field',
  }
  const { id, title, startTime, endTime } = row
  expect(readRowBlock(row)).toStrictEqual({ id, title, startTime, endTime })
  expect(readRowBlock(undefined)).toBeUndefined()
})
