import { expect, test } from 'vitest'
import { hintFor } from '../src/http/hint.ts'
import { kindOf, timeoutsOf, type ApiOperation, type OperationKind } from '../src/operation.ts'

// Total as well: an operation that is added to the contract has to be decided on here too.
const expected: Record<ApiOperation, OperationKind> = {
  createBlockSlot: 'create',
  updateBlockSlot: 'idempotent-write',
  deleteEvent: 'idempotent-write',
  listBlockedSlots: 'read',
  listEvents: 'read',
  getAppointment: 'read',
  getCalendar: 'read',
  listCalendars: 'read',
  getUser: 'read',
  listUsers: 'read',
  getLocation: 'read',
  createAccessToken: 'read',
  createLocationToken: 'read',
}

// oxlint-disable-next-line typescript/consistent-type-assertions -- the keys of a total record
const operations = Object.keys(expected) as ApiOperation[]

test.each(operations)('%s has its kind, and the timeouts of a read or a write', (operation) => {
  const kind = expected[operation]
  expect(kindOf(operation)).toBe(kind)
  expect(timeoutsOf(operation)).toEqual(
    kind === 'read'
      ? { attemptMs: 30_000, callMs: 60_000 }
      : { attemptMs: 75_000, callMs: kind === 'create' ? 480_000 : 180_000 },
  )
})

test.each(operations)('a missing scope of %s has a hint', (operation) => {
  expect(hintFor(operation, ['The token is not authorized for this scope.'])).toMatch(
    /^The token lacks the scope (calendars[./]|users\.|locations\.|of this operation)/,
  )
})
