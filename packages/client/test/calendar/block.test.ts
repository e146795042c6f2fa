import { seedState, startSandbox, type Sandbox, type SandboxState } from '@block-slots/sandbox'
import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blockCalendar, type BlockCalendarOptions } from '../../src/index.ts'
import { forced, hostile, hostileObject, refusal, revoked } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import { answeredBlock, answering, clientOf, failure, json, verdictOf } from '../support/service.ts'
import { anna, ben, eventCalendar, free, locationId, plainClient, roundRobin } from '../support/calendar.ts'

watchRejections()

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const client = (fetch?: (request: Request) => Promise<Response>) =>
  plainClient(sandbox.url, sandbox.token, fetch)
const ownersThere = (): (string | undefined)[] =>
  sandbox.blocks().map(({ calendarId, assignedUserId }) => calendarId ?? assignedUserId)
const operations = (): (string | null)[] =>
  sandbox.audit.flatMap((entry) => (entry.kind === 'request' ? [entry.operation] : []))

describe('what a calendar of each type needs', () => {
  test.each([
    ['event', eventCalendar, [eventCalendar]],
    ['personal', 'PersonalCalendar0001', [anna]],
    ['round_robin', roundRobin, [anna, ben]],
    ['collective', 'CollectiveCalendar01', [anna, ben]],
    ['class_booking', 'ClassBookingCal00001', [ben]],
    ['service_booking', 'ServiceBookingCal001', [anna, ben]],
  ])('%s', async (calendarType, calendarId, owners) => {
    const done = await blockCalendar(client(), { calendarId, ...free })
    expect(done.calendar).toEqual({ id: calendarId, calendarType, isActive: true })
    expect(done.blocks).toMatchObject(owners.map(() => ({ ...free, outcome: 'created' })))
    expect(done.appointments).toBeUndefined()
    expect(ownersThere()).toEqual(owners)
    expect(sandbox.blocks().map(({ id }) => id)).toEqual(done.blocks.map(({ id }) => id))
    expect(JSON.parse(JSON.stringify(done))).toEqual(done)
  })

  test('is one request more than the blocks when nobody looks for anything', async () => {
    await blockCalendar(
      { ...client(), ensure: client().create },
      { calendarId: roundRobin, ...free },
      { onAppointments: 'ignore' },
    )
    expect(operations()).toEqual(['getCalendar', 'createBlockSlot', 'createBlockSlot'])
  })

  test('an inactive calendar is blocked, and the result says that it is inactive', async () => {
    const { calendar } = await blockCalendar(client(), { calendarId: 'InactiveEventCal0001', ...free })
    expect(calendar).toEqual({ id: 'InactiveEventCal0001', calendarType: 'event', isActive: false })
  })

  test('the second time is what is there', async () => {
    const block = { calendarId: roundRobin, ...free }
    const first = await blockCalendar(client(), block)
    const again = await blockCalendar(client(), { ...block, startTime: '2021-06-24T03:30:00Z' })
    expect(again.blocks.map(({ id, outcome }) => [id, outcome])).toEqual(
      first.blocks.map(({ id }) => [id, 'existing']),
    )
    expect(sandbox.blocks()).toHaveLength(2)
  })
})

/** Blocks a calendar that the service describes like this, and takes every block for it. */
async function described(calendar: object, options?: BlockCalendarOptions) {
  const { fetch, requests } = answering(async (request) => {
    if (request.method === 'GET') {
      if (!request.url.includes('/calendars/x')) return json(200, { events: [] })
      return json(200, { calendar: { id: 'x', locationId, name: 'X', ...calendar } })
    }
    return json(201, { ...((await request.json()) as object), id: `made-${requests.length}` })
  })
  const call = blockCalendar(clientOf(fetch), { calendarId: 'x', ...free }, options)
  return { call, requests }
}

describe('a team', () => {
  test('in which somebody is twice gets one block each, in the order of the first', async () => {
    const teamMembers = [{ userId: ben }, { userId: anna }, { userId: ben, isPrimary: true }]
    const { call } = await described({ calendarType: 'round_robin', teamMembers })
    expect((await call).blocks.map(({ assignedUserId }) => assignedUserId)).toEqual([ben, anna])
  })

  test('of a hundred gets a hundred blocks, one after the other', async () => {
    const teamMembers = Array.from({ length: 100 }, (_, at) => ({ userId: `user-${at}` }))
    const { call, requests } = await described({ calendarType: 'collective', teamMembers })
    expect((await call).blocks.map(({ assignedUserId }) => assignedUserId)).toEqual(
      teamMembers.map(({ userId }) => userId),
    )
    expect(requests).toHaveLength(301)
  })

  test('of a calendar that names no location is taken, since the service will refuse it if it is elsewhere', async () => {
    const { call } = await described({
      calendarType: 'personal',
      teamMembers: [{ userId: anna }],
      locationId: undefined,
    })
    expect((await call).calendar).toEqual({ id: 'x', calendarType: 'personal' })
  })

  test.each<[string, object, string, string]>([
    [
      'of nobody',
      { calendarType: 'round_robin', teamMembers: [] },
      'rejected',
      'calendar x has no team members',
    ],
    ['that is not told', { calendarType: 'collective' }, 'rejected', 'calendar x has no team members'],
    [
      'that is no list',
      { calendarType: 'collective', teamMembers: {} },
      'rejected',
      'calendar x has no team members',
    ],
    [
      'with an empty id',
      { calendarType: 'round_robin', teamMembers: [{ userId: anna }, { userId: '' }] },
      'invalid-response',
      'team member 2 of calendar x has no valid user id',
    ],
    [
      'with an id that is a path',
      { calendarType: 'round_robin', teamMembers: [{ userId: '../x' }] },
      'invalid-response',
      'team member 1 of calendar x has no valid user id',
    ],
    [
      'with null',
      { calendarType: 'round_robin', teamMembers: [null] },
      'invalid-response',
      'team member 1 of calendar x',
    ],
    [
      'of two on a personal calendar',
      { calendarType: 'personal', teamMembers: [{ userId: anna }, { userId: ben }] },
      'invalid-response',
      'calendar x is personal and has 2 team members',
    ],
    ['of a type to come', { calendarType: 'rental' }, 'invalid-response', 'an unknown type, rental'],
    ['of a type like a token', { calendarType: 'pit-secret' }, 'invalid-response', 'an unknown type.'],
    ['without a type', {}, 'invalid-response', 'an unknown type, undefined'],
    [
      'of another calendar',
      { id: 'y', calendarType: 'event' },
      'invalid-response',
      'another one was returned',
    ],
    [
      'of another location',
      { locationId: 'z', calendarType: 'event' },
      'rejected',
      `is not of location ${locationId}`,
    ],
  ])('%s is refused before anything is made', async (_, calendar, code, words) => {
    const { call, requests } = await described(calendar)
    const error = await failure(call)
    expect(verdictOf(error)).toBe(`${code} no never`)
    expect(error.message).toContain(`getCalendar: `)
    expect(error.message).toContain(words)
    expect(error.leftover).toBeUndefined()
    expect(requests).toHaveLength(1)
  })

  test('of a calendar that the token does not reach is the error of reading it', async () => {
    const error = await failure(blockCalendar(client(), { calendarId: 'ElsewhereEventCal001', ...free }))
    expect(verdictOf(error)).toBe('forbidden no never')
    const none = await failure(blockCalendar(client(), { calendarId: 'NoSuchCalendar', ...free }))
    expect(verdictOf(none)).toBe('not-found no never')
  })
})

describe('refused before anything is sent', () => {
  const block = { calendarId: 'x', ...free }
  test.each<[string, unknown, unknown, string]>([
    ['no block', undefined, undefined, 'a block must be an object'],
    ['no calendar', { ...free }, undefined, 'calendarId must be given'],
    ['a user', { ...free, assignedUserId: anna }, undefined, 'assignedUserId cannot be given'],
    ['both owners', { ...block, assignedUserId: anna }, undefined, 'assignedUserId cannot be given'],
    ['an empty calendar', { ...block, calendarId: '' }, undefined, 'calendarId must be a non-empty string'],
    ['no location', { ...block, locationId: undefined }, undefined, 'locationId must be a non-empty string'],
    [
      'an end before the start',
      { ...block, endTime: free.startTime },
      undefined,
      'startTime must be earlier',
    ],
    ['epoch milliseconds', { ...block, startTime: 0 }, undefined, 'startTime must be an RFC 3339'],
    ['two lines', { ...block, title: 'a\nb' }, undefined, 'title must be one line'],
    ['a field too many', { ...block, notes: 'x' }, undefined, '"notes" cannot be sent'],
    ['a trap', hostileObject(), undefined, 'the arguments cannot be read'],
    ['a function', hostile(), undefined, 'a block must be an object'],
    ['what is gone', revoked(), undefined, 'the arguments cannot be read'],
    ['options that are none', block, 7, 'options must be an object'],
    ['options that trap', block, hostileObject(), 'the arguments cannot be read'],
    ['no such policy', block, { onAppointments: 'ask' }, 'onAppointments must be'],
    ['no time', block, { timeoutMs: 0 }, 'timeoutMs must be'],
    ['a signal that is none', block, { signal: {} }, 'signal must be an AbortSignal'],
    ['a clock that is none', block, { clock: Date }, 'clock must have the functions'],
  ])('%s', async (_, given, options, words) => {
    const error = await refusal((asked) => blockCalendar(asked, forced(given), forced(options)))
    expect(error.message).toContain(words)
  })

  test.each([undefined, null, 'x', {}, hostileObject()])('a client that is none: %#', async (given) => {
    expect((await failure(blockCalendar(forced(given), block))).code).toBe('invalid-input')
  })

  test('is said without the token that stood in the wrong place', async () => {
    const token = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'
    const error = await failure(blockCalendar(client(), { ...block, startTime: token }))
    expect(error.message).not.toContain('1a2b3c4d')
  })
})

describe('appointments under the block', () => {
  const base = {
    locationId,
    title: 'Private matter',
    calendarId: roundRobin,
    contactId: 'contact-1',
    assignedUserId: anna,
  }
  /** A sandbox in which Anna has these appointments on the day of the block, nine to five. */
  const during = async (rows: object[], run: (own: Sandbox) => Promise<void>): Promise<void> => {
    const appointments = rows.map((row, at) => ({
      ...base,
      id: `appointment-${at + 1}`,
      startTime: '2021-06-24T10:00:00+05:30',
      endTime: '2021-06-24T11:00:00+05:30',
      ...row,
    })) satisfies SandboxState['appointments']
    const own = await startSandbox({ state: { appointments } })
    await run(own)
    await own.close()
  }
  const outcome = async (own: Sandbox, options?: BlockCalendarOptions) =>
    blockCalendar(plainClient(own.url, own.token), { calendarId: roundRobin, ...free }, options)

  test('refuse it, by default, before anything is made', async () => {
    await during([{}, { assignedUserId: ben }], async (own) => {
      const error = await failure(outcome(own))
      expect(verdictOf(error)).toBe('rejected no never')
      expect(error.message).toBe('listEvents: the block would overlap 2 appointments; nothing was created.')
      expect(error.detail).toBe('appointment-1, appointment-2')
      expect(error.hint).toContain('onAppointments')
      expect(JSON.stringify(error)).not.toContain('Private')
      expect(own.audit.some(({ kind }) => kind === 'commit')).toBe(false)
    })
  })

  test('are returned without free text by "report", each once, and the block is made', async () => {
    await during(
      [{ appointmentStatus: 'confirmed' }, { calendarId: 'other', assignedUserId: ben }],
      async (own) => {
        const { blocks, appointments } = await outcome(own, { onAppointments: 'report' })
        expect(blocks).toHaveLength(2)
        expect(appointments).toEqual([
          {
            id: 'appointment-1',
            calendarId: roundRobin,
            assignedUserId: anna,
            contactId: 'contact-1',
            appointmentStatus: 'confirmed',
            startTime: '2021-06-24T10:00:00+05:30',
            endTime: '2021-06-24T11:00:00+05:30',
          },
          {
            id: 'appointment-2',
            calendarId: 'other',
            assignedUserId: ben,
            contactId: 'contact-1',
            startTime: '2021-06-24T10:00:00+05:30',
            endTime: '2021-06-24T11:00:00+05:30',
          },
        ])
      },
    )
  })

  test('are not asked for by "allow"', async () => {
    await during([{}], async (own) => {
      const done = await outcome(own, { onAppointments: 'ignore' })
      expect(Object.keys(done)).toEqual(['calendar', 'blocks'])
      expect(own.audit).not.toContainEqual(expect.objectContaining({ operation: 'listEvents' }))
    })
  })

  test('"report" with none gives an empty list', async () => {
    await during([], async (own) => {
      expect((await outcome(own, { onAppointments: 'report' })).appointments).toEqual([])
    })
  })

  test('of an event calendar are asked for by the calendar', async () => {
    await during([{ calendarId: eventCalendar }, {}], async (own) => {
      const call = blockCalendar(plainClient(own.url, own.token), { calendarId: eventCalendar, ...free })
      expect((await failure(call)).detail).toBe('appointment-1')
    })
  })

  test.each<[string, boolean, object]>([
    [
      'ends when the block starts',
      false,
      { startTime: '2021-06-24T08:00:00+05:30', endTime: '2021-06-24T03:30:00Z' },
    ],
    [
      'starts when the block ends',
      false,
      { startTime: '2021-06-24T11:30:00Z', endTime: '2021-06-24T12:30:00Z' },
    ],
    [
      'ends a millisecond later',
      true,
      { startTime: '2021-06-24T03:00:00Z', endTime: '2021-06-24T03:30:00.001Z' },
    ],
    [
      'starts a millisecond before',
      true,
      { startTime: '2021-06-24T11:29:59.999Z', endTime: '2021-06-24T12:00:00Z' },
    ],
    ['holds the block', true, { startTime: '2021-06-24T00:00:00Z', endTime: '2021-06-25T00:00:00Z' }],
    ['takes no time', true, { endTime: '2021-06-24T10:00:00+05:30' }],
    [
      'takes no time at the start',
      false,
      { startTime: '2021-06-24T03:30:00Z', endTime: '2021-06-24T03:30:00Z' },
    ],
    ['was cancelled', false, { appointmentStatus: 'cancelled' }],
    ['was cancelled in American letters', false, { appointmentStatus: 'Canceled' }],
    ['was cancelled under the misspelt name', false, { appoinmentStatus: 'cancelled' }],
    ['did not show', true, { appointmentStatus: 'noshow' }],
    ['has no status', true, {}],
    [
      'has an offset without a colon',
      false,
      { startTime: '2021-06-24T01:00:00+0530', endTime: '2021-06-24T08:59:00+0530' },
    ],
    [
      'has times without an offset',
      true,
      { startTime: '2021-06-24 01:00:00', endTime: '2021-06-24 02:00:00' },
    ],
    ['has times that are none', true, { startTime: 'soon', endTime: 'later' }],
  ])('one that %s: counts %s', async (_, counts, row) => {
    const appointment = {
      id: 'appointment-1',
      startTime: '2021-06-24T10:00:00+05:30',
      endTime: '2021-06-24T11:00:00+05:30',
      ...row,
    }
    const { fetch } = answering((request) => {
      if (request.url.includes('/calendars/events?')) return json(200, { events: [appointment] })
      if (request.url.includes('/calendars/blocked-slots?')) return json(200, { events: [] })
      const calendar = { id: 'x', locationId, calendarType: 'event' }
      return request.method === 'GET' ? json(200, { calendar }) : json(201, answeredBlock)
    })
    const call = blockCalendar(clientOf(fetch), { calendarId: 'x', ...free }, { onAppointments: 'report' })
    expect((await call).appointments).toHaveLength(counts ? 1 : 0)
  })
})

describe('two calls at once', () => {
  test('for the same make one set of blocks', async () => {
    const one = client()
    const block = { calendarId: roundRobin, ...free }
    const [first, second] = await Promise.all([blockCalendar(one, block), blockCalendar(one, block)])
    expect(first.blocks.map(({ outcome }) => outcome)).toEqual(['created', 'created'])
    expect(second.blocks.map(({ outcome }) => outcome)).toEqual(['existing', 'existing'])
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('of which the first fails leave the second with blocks that exist', async () => {
    let creates = 0
    const one = client(async (request) => {
      if (request.method === 'POST') creates += 1
      return creates === 2 && request.method === 'POST' ? json(422, { message: 'no' }) : fetch(request)
    })
    const block = { calendarId: roundRobin, ...free }
    const [first, second] = await Promise.allSettled([
      blockCalendar(one, block),
      blockCalendar(one, { ...block, calendarId: 'ServiceBookingCal001' }),
    ])
    expect(first.status).toBe('rejected')
    if (second.status === 'rejected') throw second.reason
    expect(sandbox.blocks().map(({ id }) => id)).toEqual(second.value.blocks.map(({ id }) => id))
  })

  test('for different times or owners do not wait for each other', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const one = client(async (request) => {
      const body = request.method === 'POST' ? await request.clone().text() : ''
      if (body.includes('"slow"')) await gate
      return fetch(request)
    })
    const slow = blockCalendar(one, { calendarId: roundRobin, ...free, title: 'slow' })
    await blockCalendar(one, { calendarId: roundRobin, ...free, endTime: '2021-06-24T18:00:00+05:30' })
    await blockCalendar(one, { calendarId: eventCalendar, ...free })
    expect(sandbox.blocks()).toHaveLength(3)
    open()
    await slow
  })

  /** Two calls for the same of which the first hangs in its first create, and a third behind them. */
  async function queue(options: BlockCalendarOptions) {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    let answered = 0
    const one = client(async (request) => {
      if (request.method === 'POST') await gate
      const response = await fetch(request)
      answered += 1
      return response
    })
    const block = { calendarId: roundRobin, ...free }
    const first = blockCalendar(one, block)
    await expect.poll(operations).toContain('listBlockedSlots')
    const second = failure(blockCalendar(one, block, options))
    const third = blockCalendar(one, block)
    // A calendar and two lists of appointments of each, and what the first went on to.
    await expect.poll(() => answered).toBe(10)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { open, first, second, third }
  }

  test('end a wait for the other with their signal', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const { open, first, second, third } = await queue({ signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    controller.abort()
    expect(await second).toMatchObject({ code: 'aborted', applied: 'no', leftover: [] })
    expect(getEventListeners(signal, 'abort')).toEqual([])
    open()
    await first
    expect((await third).blocks.map(({ outcome }) => outcome)).toEqual(['existing', 'existing'])
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('end a wait for the other with their deadline', async () => {
    let now = 0
    // Jumps to the end of a wait as soon as there is one.
    const sleep = async (ms: number): Promise<void> => {
      now += ms
    }
    const { open, first, second, third } = await queue({ timeoutMs: 1_000, clock: { now: () => now, sleep } })
    expect(await second).toMatchObject({ code: 'deadline-exceeded', applied: 'no', leftover: [] })
    open()
    await first
    expect((await third).blocks.map(({ outcome }) => outcome)).toEqual(['existing', 'existing'])
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('leave nothing on a signal that lives on, nor a sleeping clock', async () => {
    const { signal } = new AbortController()
    let sleeping = 0
    const clock = {
      now: () => 0,
      sleep: async (_: number, stop: AbortSignal) => {
        sleeping += 1
        await new Promise((resolve) => stop.addEventListener('abort', resolve))
        sleeping -= 1
      },
    }
    const one = client()
    const block = { calendarId: roundRobin, ...free }
    await Promise.all([1, 2, 3].map(() => blockCalendar(one, block, { signal, timeoutMs: 60_000, clock })))
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect(sleeping).toBe(0)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

test('the seed has the people that these tests speak of', () => {
  expect(seedState().users.map(({ id }) => id)).toEqual(expect.arrayContaining([anna, ben]))
})
