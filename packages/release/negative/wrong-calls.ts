/** A call that people write by mistake. */
export type WrongCall = {
  readonly name: string
  readonly code: string
  /** What the message of every compiler has to contain; missing for the call that is right by now. */
  readonly rule?: string
}

/** What every call may use. */
export const prelude = `import { blockCalendar, createBlockSlotsClient, isBlockSlotsError, memoryStore, refreshingToken } from '@block-slots/client'
import { blockTimes, outsideHours, repeatTimes, wholeDays } from '@block-slots/helpers'
import { startSandbox } from '@block-slots/sandbox'
declare const process: { readonly env: { readonly [name: string]: string | undefined } }
const times = { startTime: '2026-12-01T09:00:00Z', endTime: '2026-12-01T10:00:00Z' }
const client = createBlockSlotsClient({ token: 'x' })
export const used = [blockCalendar, isBlockSlotsError, memoryStore, refreshingToken, blockTimes, outsideHours, repeatTimes, wholeDays, startSandbox, times, client, process]
`

/** The calls that the compiler has to reject with a message that says what is right. */
export const wrongCalls: readonly WrongCall[] = [
  { name: 'no token', code: 'createBlockSlotsClient({})' },
  {
    name: 'a token that may be undefined',
    code: 'createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN })',
    rule: 'leave token out to read the variable HIGHLEVEL_TOKEN',
  },
  {
    name: 'a misspelt option',
    code: "createBlockSlotsClient({ token: 'x', baseURL: 'http://x' })",
    rule: "Did you mean to write 'baseUrl'?",
  },
  {
    name: 'both owners',
    code: "client.create({ calendarId: 'a', assignedUserId: 'b', locationId: 'c', ...times })",
    rule: 'either calendarId or assignedUserId, not both',
  },
  {
    name: 'no owner',
    code: "client.create({ locationId: 'c', ...times })",
    rule: 'one of calendarId or assignedUserId, not undefined',
  },
  {
    name: 'userId for assignedUserId',
    code: "client.create({ userId: 'b', locationId: 'c', ...times })",
    rule: 'a block names its user as assignedUserId',
  },
  {
    name: 'a Date for a time',
    code: "client.create({ calendarId: 'a', locationId: 'c', startTime: new Date(), endTime: new Date() })",
    rule: 'RFC 3339 with an offset: date.toISOString(), or blockTimes() of @block-slots/helpers',
  },
  {
    name: 'no locationId',
    code: "client.create({ calendarId: 'a', ...times })",
    rule: "Property 'locationId' is missing",
  },
  {
    name: 'an unknown field',
    code: "client.create({ calendarId: 'a', locationId: 'c', ...times, notes: 'x' })",
    rule: "'notes' does not exist in type 'NewBlockOnCalendar'",
  },
  {
    name: 'assignedUserId in a query',
    code: "client.list({ assignedUserId: 'b', locationId: 'c', startTime: 0, endTime: 1 })",
    rule: 'a query names its user as userId',
  },
  {
    name: 'an update without a title',
    code: "client.update('id', { calendarId: 'a', ...times })",
    rule: "Property 'title' is missing",
  },
  {
    name: 'an end and a duration',
    code: "blockTimes({ from: 'x', to: 'y', duration: 'PT1H', timeZone: 'UTC' })",
    rule: 'either to or duration, not both',
  },
  {
    name: 'no end',
    code: "blockTimes({ from: 'x', timeZone: 'UTC' })",
    rule: 'one of to or duration, not undefined',
  },
  {
    name: 'a Date for a day',
    code: "wholeDays({ from: new Date(), timeZone: 'UTC' })",
    rule: 'a day such as 2026-12-24, and not a Date: toOffsetDateTime(date, { timeZone }).slice(0, 10)',
  },
  {
    name: 'a wrong weekday',
    code: "outsideHours({ hours: { mon: ['09:00-17:00'] }, between: { from: 'a', to: 'b' }, timeZone: 'UTC' })",
    rule: '"monday"',
  },
  {
    name: 'a wrong error code',
    code: "try {} catch (error) { if (isBlockSlotsError(error) && error.code === 'rate-limit') {} }",
    rule: '"rate-limited"',
  },
  { name: 'an unknown fault', code: "startSandbox({ faults: [{ fault: 'timeout' }] })", rule: '"close"' },
  {
    name: 'faults in a variable',
    code: "const faults = [{ fault: 'reset', operation: 'createBlockSlot' }]; startSandbox({ faults })",
    rule: '`as const`',
  },
  {
    name: 'no client secret',
    code: "createBlockSlotsClient({ token: refreshingToken({ clientId: 'a', refreshToken: 'c' }) })",
    rule: "Property 'clientSecret' is missing",
  },
  {
    name: 'an owner that may be undefined',
    code: "const maybe: string | undefined = process.env.CALENDAR; client.create({ calendarId: maybe, locationId: 'c', ...times })",
    rule: 'one of calendarId or assignedUserId, not undefined',
  },
  {
    name: 'a number of retries',
    code: "createBlockSlotsClient({ token: 'x', retry: 3 })",
    rule: "not assignable to type 'boolean | undefined'",
  },
  {
    name: 'timeout for timeoutMs',
    code: "client.delete('x', { timeout: 5000 })",
    rule: "Did you mean to write 'timeoutMs'?",
  },
  {
    name: 'no await',
    code: "client.create({ calendarId: 'a', locationId: 'c', ...times }).id",
    rule: "'Promise<CreatedBlock>'",
  },
]
