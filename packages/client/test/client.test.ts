import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, type ClientOptions, type EventQuery } from '../src/index.ts'
import { httpServer } from './support/server.ts'
import {
  answeredBlock,
  answering,
  calendarBlock,
  calls,
  failure,
  goodAnswers,
  json,
  operations,
  query,
  userBlock,
  verdictOf,
  type Called,
  once,
  versionOf,
} from './support/service.ts'

type Sent = { line: string; headers: Record<string, string>; body: string }

/** The exact request of one call. */
async function sent(
  call: (client: ReturnType<typeof createBlockSlotsClient>) => Promise<unknown>,
  answer: unknown,
  options: Partial<ClientOptions> = {},
): Promise<Sent> {
  const { fetch, requests } = answering(() => json(200, answer))
  await call(createBlockSlotsClient({ ...once, token: 'pit-token', fetch, ...options }))
  const [request, ...others] = requests
  if (request === undefined || others.length > 0) throw new Error(`${requests.length} requests`)
  expect(request.redirect).toBe('manual')
  return {
    line: `${request.method} ${request.url}`,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  }
}

const lines: Readonly<Record<Called, string>> = {
  createBlockSlot: 'POST https://services.leadconnectorhq.com/calendars/events/block-slots',
  updateBlockSlot:
    'PUT https://services.leadconnectorhq.com/calendars/events/block-slots/0TkCdp9PfvLeWKYRRvIz',
  deleteEvent: 'DELETE https://services.leadconnectorhq.com/calendars/events/0TkCdp9PfvLeWKYRRvIz',
  listBlockedSlots:
    'GET https://services.leadconnectorhq.com/calendars/blocked-slots?locationId=C2QujeCh8ZnC7al2InWR&calendarId=CVokAlI8fgw4WYWoCtQz&startTime=1624399200000&endTime=1624402800000',
  listEvents:
    'GET https://services.leadconnectorhq.com/calendars/events?locationId=C2QujeCh8ZnC7al2InWR&calendarId=CVokAlI8fgw4WYWoCtQz&startTime=1624399200000&endTime=1624402800000',
  getCalendar: 'GET https://services.leadconnectorhq.com/calendars/CVokAlI8fgw4WYWoCtQz',
  getUser: 'GET https://services.leadconnectorhq.com/users/0007BWpSzSwfiuSl0tR2',
  listCalendars: 'GET https://services.leadconnectorhq.com/calendars/?locationId=C2QujeCh8ZnC7al2InWR',
  listUsers: 'GET https://services.leadconnectorhq.com/users/?locationId=C2QujeCh8ZnC7al2InWR',
  getLocation: 'GET https://services.leadconnectorhq.com/locations/C2QujeCh8ZnC7al2InWR',
  getAppointment:
    'GET https://services.leadconnectorhq.com/calendars/events/appointments/ocQHyuzHvysMo5N5VsXc',
}
const bodies = new Set<Called>(['createBlockSlot', 'updateBlockSlot'])

describe('what is sent', () => {
  test.each(operations)('by %s, to the letter', async (operation) => {
    const { line, headers, body } = await sent(calls[operation], goodAnswers[operation])
    expect(line).toBe(lines[operation])
    expect(headers).toEqual({
      authorization: 'Bearer pit-token',
      version: versionOf(operation),
      ...(bodies.has(operation) ? { 'content-type': 'application/json' } : {}),
    })
    expect(body).toBe(bodies.has(operation) ? JSON.stringify(calendarBlock) : '')
  })

  test('for a user is the user alone', async () => {
    const { body } = await sent((client) => client.create(userBlock), answeredBlock)
    expect(body).toBe(
      '{"assignedUserId":"0007BWpSzSwfiuSl0tR2","locationId":"C2QujeCh8ZnC7al2InWR","title":"Test Event","startTime":"2021-06-23T03:30:00+05:30","endTime":"2021-06-23T04:30:00+05:30"}',
    )
  })

  test('leaves out what is undefined', async () => {
    const block = { ...userBlock, calendarId: undefined, title: undefined, notes: undefined }
    // `exactOptionalPropertyTypes` forbids it, and most programs are compiled without.
    const { body } = await sent((client) => client.create(block as never), answeredBlock)
    expect(Object.keys(JSON.parse(body) as object)).toEqual([
      'assignedUserId',
      'locationId',
      'startTime',
      'endTime',
    ])
  })

  test('keeps every letter of a title', async () => {
    const title = '  Käse 🧀 "quoted" \\ \u202e <b>&amp;</b> \u0000 '
    const { body } = await sent((client) => client.create({ ...calendarBlock, title }), answeredBlock)
    expect(JSON.parse(body)).toMatchObject({ title })
  })

  test.each<[string, string]>([
    ['ocQHyuzHvysMo5N5VsXc_1729821600000_1800', 'ocQHyuzHvysMo5N5VsXc_1729821600000_1800'],
    ['a?b', 'a%3Fb'],
    ['a#b', 'a%23b'],
    ['a%2Fb', 'a%252Fb'],
    ['a&b=c', 'a%26b%3Dc'],
    ['…', '%E2%80%A6'],
    ['🧀', '%F0%9F%A7%80'],
    ['$&', '%24%26'],
    ['{eventId}', '%7BeventId%7D'],
    ['...', '...'],
    ['x'.repeat(1024), 'x'.repeat(1024)],
  ])('the id %s stays one part of the path', async (id, part) => {
    const { line } = await sent((client) => client.delete(id), { succeeded: true })
    expect(line).toBe(`DELETE https://services.leadconnectorhq.com/calendars/events/${part}`)
  })

  test('is what was checked, even if a getter says something else the second time', async () => {
    let asked = 0
    const block = {
      ...calendarBlock,
      get title() {
        asked += 1
        return asked === 1 ? 'one line' : 'two\nlines'
      },
    }
    const { body } = await sent((client) => client.create(block), answeredBlock)
    expect(JSON.parse(body)).toMatchObject({ title: 'one line' })
  })

  test('does not change what it was given', async () => {
    const frozen = Object.freeze({ ...calendarBlock })
    await sent((client) => client.create(frozen, Object.freeze({})), answeredBlock)
    expect(frozen).toEqual(calendarBlock)
  })
})

describe('the times of a query are sent as epoch milliseconds', () => {
  test.each<[string, EventQuery['startTime']]>([
    ['a Date', new Date(1_624_399_200_000)],
    ['epoch milliseconds', 1_624_399_200_000],
    ['RFC 3339 with an offset', '2021-06-23T03:30:00+05:30'],
    ['RFC 3339 in UTC with milliseconds', '2021-06-22T22:00:00.000Z'],
    ['RFC 3339 across midnight', '2021-06-22T17:00:00-05:00'],
  ])('given as %s', async (_, startTime) => {
    const given = { ...query, startTime }
    const list = await sent((client) => client.list(given), { events: [] })
    expect(new URL(list.line.slice(4)).searchParams.get('startTime')).toBe('1624399200000')
    const events = await sent((client) => client.appointments(given), { events: [] })
    expect(new URL(events.line.slice(4)).searchParams.get('startTime')).toBe('1624399200000')
  })

  test.each([0, -1, -86_400_000, 1e10, 8.64e15 - 1])('%d is a moment too', async (startTime) => {
    const { line } = await sent((client) => client.list({ ...query, startTime, endTime: 8.64e15 }), {
      events: [],
    })
    expect(new URL(line.slice(4)).searchParams.get('startTime')).toBe(String(startTime))
  })

  test.each(['calendarId', 'userId', 'groupId'])('with %s alone', async (owner) => {
    const { calendarId: _, ...range } = query
    const given = { ...range, [owner]: 'a&b' }
    const { line } = await sent((client) => client.list(given as never), { events: [] })
    expect([...new URL(line.slice(4)).searchParams.keys()]).toEqual([
      'locationId',
      owner,
      'startTime',
      'endTime',
    ])
    expect(new URL(line.slice(4)).searchParams.get(owner)).toBe('a&b')
  })
})

const rows = [
  { id: '1', startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30', title: 'kept' },
  { id: '2', startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30', deleted: true },
  { id: '3', startTime: '2026-10-09 16:30:00', endTime: '2026-10-09 17:30:00', deleted: false, unknown: [1] },
]

describe('what comes back', () => {
  test.each([200, 201, 202])('a block as it is, with a status of %d', async (status) => {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(status, { ...answeredBlock, more: 1 }),
    })
    expect(await client.create(calendarBlock)).toEqual({ ...answeredBlock, more: 1, outcome: 'created' })
    expect(await client.update(answeredBlock.id, calendarBlock)).toEqual({ ...answeredBlock, more: 1 })
  })

  test.each([{}, { title: null }])(
    'a block without a title, as the service may send it: %o',
    async (given) => {
      // oxlint-disable-next-line no-unused-vars -- This is how a field is left out.
      const { title, ...untitled } = answeredBlock
      const client = createBlockSlotsClient({
        ...once,
        token: 'pit-token',
        fetch: async () => json(201, { ...untitled, ...given }),
      })
      expect(await client.create(calendarBlock)).toEqual({ ...untitled, title: '', outcome: 'created' })
    },
  )

  test.each(['id', 'locationId', 'startTime', 'endTime'])('no block without %s', async (name) => {
    const fetch = async (): Promise<Response> => json(202, { ...answeredBlock, [name]: undefined })
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch })
    expect(verdictOf(await failure(client.create(calendarBlock)))).toBe('outcome-unknown unknown never')
    expect(verdictOf(await failure(client.update('x', calendarBlock)))).toBe('outcome-unknown unknown after')
  })

  test('the rows that are not marked as deleted, unchanged', async () => {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(200, { events: rows, traceId: 't' }),
    })
    expect(await client.list(query)).toEqual([rows[0], rows[2]])
    expect(await client.appointments(query)).toEqual([rows[0], rows[2]])
  })

  test.each<[string, unknown]>([
    ['without events', { traceId: 't' }],
    ['with events that are no list', { events: {} }],
    ['that is a bare list', rows],
    ['with a row that is null', { events: [null] }],
    ['with a row without an id', { events: [{ ...rows[0], id: '' }] }],
    ['with a row without a start', { events: [{ id: '1', endTime: 'x' }] }],
    ['with a row whose times are numbers', { events: [{ id: '1', startTime: 1, endTime: 2 }] }],
  ])('never an empty list for a response %s', async (_, body) => {
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: async () => json(200, body) })
    expect((await failure(client.list(query))).code).toBe('invalid-response')
    expect((await failure(client.appointments(query))).code).toBe('invalid-response')
  })

  test('a calendar out of its wrapper', async () => {
    const calendar = { id: 'x', calendarType: 'round_robin', teamMembers: [{ userId: 'u', priority: 0.5 }] }
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(200, { calendar, traceId: 't' }),
    })
    expect(await client.calendar('x')).toEqual(calendar)
  })

  test('a delete that was done, or had been done before', async () => {
    const answers = [
      json(200, { succeeded: true, traceId: 't' }),
      json(201, { succeeded: true }),
      json(400, { statusCode: 400, message: 'The event has already been deleted' }),
      json(400, { message: ['Event has Already Been Deleted.'] }),
    ]
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => answers.shift() ?? json(500, {}),
    })
    expect(await client.delete('x')).toEqual({ succeeded: true, alreadyDeleted: false, traceId: 't' })
    expect(await client.delete('x')).toEqual({ succeeded: true, alreadyDeleted: false })
    expect(await client.delete('x')).toEqual({ succeeded: true, alreadyDeleted: true })
    expect(await client.delete('x')).toEqual({ succeeded: true, alreadyDeleted: true })
  })

  test.each<[string, () => Response, string]>([
    ['that did not succeed', () => json(200, { succeeded: false }), 'outcome-unknown'],
    ['of which nothing is said', () => json(200, {}), 'outcome-unknown'],
    ['whose words are in another field', () => json(400, { errors: ['already been deleted'] }), 'rejected'],
    ['of an event that never was', () => json(404, { message: 'Event not found' }), 'not-found'],
    [
      'that is in doubt, whatever its words',
      () => json(500, { message: 'already been deleted' }),
      'outcome-unknown',
    ],
    ['refused for another reason', () => json(400, { message: 'cannot be deleted' }), 'rejected'],
  ])('an error for a delete %s', async (_, answer, code) => {
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: async () => answer() })
    expect((await failure(client.delete('x'))).code).toBe(code)
  })

  test('a delete that did not succeed is sent again, and done once it was done before', async () => {
    const answers = [
      json(200, { succeeded: false }),
      json(400, { message: 'The event has already been deleted' }),
    ]
    const client = createBlockSlotsClient({
      token: 'pit-token',
      limiter: false,
      fetch: async () => answers.shift() ?? json(500, {}),
    })
    expect(await client.delete('x')).toEqual({ succeeded: true, alreadyDeleted: true })
    const alone = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(200, { succeeded: false }),
    })
    const error = await failure(alone.delete('x'))
    expect([verdictOf(error), error.message]).toEqual([
      'outcome-unknown unknown after',
      'deleteEvent: 200 with "succeeded": false',
    ])
  })

  test('an error for an update of a block that was deleted', async () => {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(400, { message: 'The event has already been deleted' }),
    })
    expect((await failure(client.update('x', calendarBlock))).code).toBe('rejected')
  })
})

test('nothing of ours reaches the wire but what the platform adds itself', async () => {
  const server = await httpServer((_, response) => response.end('{"succeeded":true}'))
  await createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url }).delete('x')
  const names = [...(server.heads[0] ?? '').matchAll(/^([a-z-]+)\r\n/gim)].map(([, name]) =>
    name?.toLowerCase(),
  )
  expect(names).toEqual(expect.arrayContaining(['authorization', 'version']))
  expect(server.heads[0]).not.toMatch(/openapi|block-slots\/|cookie|referer/i)
})
