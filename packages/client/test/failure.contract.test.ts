import { systemClock } from '../src/clock.ts'
import { expect, inject, test } from 'vitest'
import { clientFor, examples, type Example } from './support/contract.ts'
import { calls, failure, operations, verdictOf, type Called } from './support/service.ts'

const doubt = (operation: Called): string =>
  ({
    createBlockSlot: 'outcome-unknown unknown never',
    updateBlockSlot: 'outcome-unknown unknown after',
    deleteEvent: 'outcome-unknown unknown after',
    listBlockedSlots: 'unavailable no after',
    listEvents: 'unavailable no after',
    getCalendar: 'unavailable no after',
    getAppointment: 'unavailable no after',
    getUser: 'unavailable no after',
    listCalendars: 'unavailable no after',
    listUsers: 'unavailable no after',
    getLocation: 'unavailable no after',
  })[operation]

/** The words are of a permanent refusal; the status leaves a write open. */
const closed = (operation: Called): string =>
  doubt(operation) === 'unavailable no after' ? 'forbidden no never' : doubt(operation)

type Expected = readonly [verdict: string | typeof doubt, hint?: string]

/** The verdict of every documented failure, and a part of its hint. */
const expected: Readonly<Record<string, Expected>> = {
  'BadRequest.invalidVersion': ['rejected no never', 'Leave the version option out'],
  'BadRequest.otherShape': ['rejected no never'],
  'BlockSlotRefused.notAnEventCalendar': ['rejected no never', 'works only for calendars of type "event"'],
  'BlockSlotRefused.invalidVersion': ['rejected no never', 'Leave the version option out'],
  'EventAlreadyDeleted.invalidVersion': ['rejected no never', 'Leave the version option out'],
  'Unauthorized.invalidToken': [
    'unauthenticated no after-reauth',
    'Refresh it, or make a Private Integration Token',
  ],
  'Unauthorized.invalidPrivateIntegrationToken': [
    'unauthenticated no after-reauth',
    'Refresh it, or make a Private Integration Token',
  ],
  'Unauthorized.agencyToken': ['forbidden no never', 'token of the agency'],
  'Unauthorized.missingScope': ['forbidden no never', 'lacks the scope'],
  'Unauthorized.missingVersion': ['rejected no never', 'Leave the version option out'],
  'Unauthorized.unknownVersion': ['rejected no never', 'Leave the version option out'],
  'Unauthorized.routeNotSupported': ['forbidden no never', 'closed to this kind of token'],
  'Forbidden.wrongLocation': ['forbidden no never', 'belongs to another sub-account'],
  'Forbidden.wrongAuthClass': ['forbidden no never', 'token of the agency'],
  'Forbidden.edge': ['forbidden no never', 'not from HighLevel itself'],
  'EventNotFound.notFound': ['not-found no never', 'Check the id'],
  'CalendarNotFound.notFound': ['not-found no never', 'Check the id'],
  'OwnerOrRouteNotFound.owner': ['not-found no never', 'Check the id'],
  'OwnerOrRouteNotFound.route': ['not-found no never', 'There is no such route'],
  'UserNotFound.notFound': ['not-found no never', 'Check the id'],
  'LocationNotFound.notFound': ['not-found no never', 'Check the id'],
  'BlockSlotUnprocessable.owner': ['rejected no never', 'Send exactly one of the two'],
  'BlockSlotUnprocessable.startTime': ['rejected no never', 'RFC 3339 date-times with an offset'],
  'BlockSlotUnprocessable.endTime': ['rejected no never', 'RFC 3339 date-times with an offset'],
  'BlockSlotUnprocessable.title': ['rejected no never', 'one line of text'],
  'BlockSlotUnprocessable.unknownField': ['rejected no never', 'Leave the named field out'],
  'BlockSlotUnprocessable.bare': ['rejected no never'],
  'QueryUnprocessable.owner': ['rejected no never', 'exactly one of userId, calendarId and groupId'],
  'QueryUnprocessable.unknownParameter': ['rejected no never', 'Leave the named field out'],
  'UnprocessableEntity.bare': ['rejected no never'],
  'TooManyRequests.burst': ['rate-limited no after', 'Send again at retryAt'],
  'InternalServerError.deadline': [doubt],
  'InternalServerError.routeNotSupported': [closed, 'closed to this kind of token'],
  'ServiceUnavailable.overloaded': [doubt],
  'ServiceUnavailable.edge': [doubt, 'not from HighLevel itself'],
  'OtherServerError.gateway': [doubt],
}

const alreadyDeleted = 'EventAlreadyDeleted.alreadyDeleted'
const failures = examples().filter(({ status, name }) => status >= 400 && name !== alreadyDeleted)

const messageOf = (value: unknown): string =>
  [(value as { message: string | string[] }).message].flat().join('; ')

test.each(failures)('$operation: $status $name as $type', async ({ operation, ...asked }: Example) => {
  const [verdict, hint] = expected[asked.name] ?? []
  const error = await failure(calls[operation](clientFor(inject('prismUrl'), asked)))
  expect(verdictOf(error)).toBe(typeof verdict === 'function' ? verdict(operation) : verdict)
  expect(error.status).toBe(asked.status)
  const isPage = asked.type === 'text/html'
  expect(error.detail).toBe(isPage ? asked.value : messageOf(asked.value))
  const general = error.applied === 'unknown' ? 'may have been' : 'none'
  const advice = isPage ? 'not from HighLevel itself' : (hint ?? general)
  expect(error.hint ?? 'none').toContain(advice)
})

test('a delete of what was deleted before is done', async () => {
  const asked = examples().find(({ name }) => name === alreadyDeleted)
  expect(asked?.operation).toBe('deleteEvent')
  expect(await calls.deleteEvent(clientFor(inject('prismUrl'), asked))).toEqual({
    succeeded: true,
    alreadyDeleted: true,
  })
})

test('a rate limit error has the time of its end', async () => {
  for (const operation of operations) {
    const before = Math.floor(systemClock.now())
    const { retryAt } = await failure(calls[operation](clientFor(inject('prismUrl'), { status: 429 })))
    // The documented header says ten seconds.
    expect(retryAt).toBeGreaterThanOrEqual(before + 10_000)
    expect(retryAt).toBeLessThanOrEqual(Math.ceil(systemClock.now()) + 10_000)
  }
})

test('every failure that the contract documents is expected here, and no other', () => {
  expect(new Set(failures.map(({ name }) => name))).toEqual(new Set(Object.keys(expected)))
  for (const operation of operations) {
    const statuses = new Set(
      failures.filter((one) => one.operation === operation).map(({ status }) => status),
    )
    expect([...statuses]).toEqual(expect.arrayContaining([400, 401, 403, 422, 429, 500, 503, 504]))
  }
})
