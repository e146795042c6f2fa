import { describe, expect, test } from 'vitest'
import {
  blockCalendar,
  createBlockSlotsClient,
  type BlockSlotsClient,
  type BlockSlotsError,
} from '../../src/index.ts'
import { calendarBlock, calls, clientOf, failure, json, operations, query } from '../support/service.ts'
import { openWorld } from '../support/world.ts'

const refusing = (): BlockSlotsClient => clientOf(() => json(422, { message: 'no' }))
const silent = (): BlockSlotsClient => clientOf(() => new Promise(() => {}))

/** The functions named in a stack, and whether it has a line of this file. */
const namesCaller = ({ stack = '' }: BlockSlotsError): boolean =>
  /at (async )?callingFunction .*call\.stack\.test\.ts:\d+/.test(stack)

/** Calls in a function with a name, as a program would. */
async function callingFunction(call: () => Promise<unknown>): Promise<unknown> {
  const result = await call()
  return result
}

describe.each(operations)('the stack of a failed call shows who called: %s', (operation) => {
  test.each<[string, () => Promise<unknown>]>([
    ['refused by the service', () => calls[operation](refusing())],
    ['refused before it was sent', () => calls[operation](refusing(), { timeoutMs: -1 })],
    ['ended at its deadline', () => calls[operation](silent(), { timeoutMs: 5 })],
    ['one of several', () => Promise.all([calls[operation](refusing()), calls[operation](refusing())])],
    ['with a handler of its own', () => calls[operation](refusing()).finally(() => {})],
  ])('%s', async (_, call) => {
    const error = await failure(callingFunction(call))
    expect(namesCaller(error)).toBe(true)
    expect(error.stack?.startsWith(`BlockSlotsError: ${error.message}\n`)).toBe(true)
    expect(error.propertyIsEnumerable('stack')).toBe(false)
  })
})

test('so does that of a create that cannot be reconciled, and of its reconcile()', async () => {
  const world = await openWorld(
    {},
    { faults: [{ fault: 'reset' }, { fault: 'unavailable', operation: 'listBlockedSlots', on: 'every' }] },
  )
  const error = await world.fail(callingFunction(() => world.client.create(calendarBlock)))
  expect(namesCaller(error)).toBe(true)
  const later = await world.fail(callingFunction(() => error.reconcile?.() ?? Promise.resolve()))
  expect(namesCaller(later)).toBe(true)
})

test('and that of blockCalendar, at each of its steps', async () => {
  const calendar = { id: 'c', name: 'c', calendarType: 'event' }
  const block = { ...calendarBlock, calendarId: 'c' }
  const steps: ((request: Request) => Response)[] = [
    () => json(404, { message: 'Calendar not found' }),
    () => json(200, { calendar: { ...calendar, id: 'other' } }),
    ({ url }) => (url.includes('/calendars/c') ? json(200, { calendar }) : json(403, { message: 'no' })),
    ({ method, url }) =>
      url.includes('/calendars/c')
        ? json(200, { calendar })
        : method === 'GET'
          ? json(200, { events: [] })
          : json(422, { message: 'no' }),
  ]
  for (const step of steps) {
    const { calendarId, locationId, startTime, endTime } = block
    const given = { calendarId, locationId, startTime, endTime }
    const error = await failure(callingFunction(() => blockCalendar(clientOf(step), given)))
    expect([error.message, namesCaller(error)]).toEqual([error.message, true])
  }
})

test('a stack that nobody awaits stays as it is', async () => {
  const client = createBlockSlotsClient({
    token: 'pit-token',
    retry: false,
    limiter: false,
    fetch: async () => json(422, {}),
  })
  const stack = await new Promise<string>((resolve) => {
    client.list(query).catch((error: BlockSlotsError) => resolve(error.stack ?? ''))
  })
  expect(stack).toMatch(/\n {4}at /)
})
