import { systemClock } from '../../src/clock.ts'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type BlockSlotsError,
  type CallOptions,
  type ClientOptions,
  type CreateBlockSlot,
  type EventQuery,
  type UpdateBlockSlot,
} from '../../src/index.ts'

/** The request of the brief, once for each kind of owner. */
export const calendarBlock: CreateBlockSlot & UpdateBlockSlot = {
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}
export const userBlock: CreateBlockSlot & UpdateBlockSlot = {
  assignedUserId: '0007BWpSzSwfiuSl0tR2',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}

/** The answer of the brief. */
export const answeredBlock = {
  id: '0TkCdp9PfvLeWKYRRvIz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'My event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  assignedUserId: '0007BWpSzSwfiuSl0tR2',
}

export const query: EventQuery = {
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  startTime: 1_624_399_200_000,
  endTime: 1_624_402_800_000,
}

type Call = (client: BlockSlotsClient, options?: CallOptions) => Promise<unknown>

/** The operations that the client has a method for. */
export type Called =
  | 'createBlockSlot'
  | 'updateBlockSlot'
  | 'deleteEvent'
  | 'listBlockedSlots'
  | 'listEvents'
  | 'getCalendar'
  | 'getAppointment'
  | 'getUser'
  | 'listCalendars'
  | 'listUsers'
  | 'getLocation'

export const operations: readonly Called[] = [
  'createBlockSlot',
  'updateBlockSlot',
  'deleteEvent',
  'listBlockedSlots',
  'listEvents',
  'getCalendar',
  'getAppointment',
  'getUser',
  'listCalendars',
  'listUsers',
  'getLocation',
]

/** Each operation, called once with input that is in order. */
export const calls: Readonly<Record<Called, Call>> = {
  createBlockSlot: (client, options) => client.create(calendarBlock, options),
  updateBlockSlot: (client, options) => client.update('0TkCdp9PfvLeWKYRRvIz', calendarBlock, options),
  deleteEvent: (client, options) => client.delete('0TkCdp9PfvLeWKYRRvIz', options),
  listBlockedSlots: (client, options) => client.list(query, options),
  listEvents: (client, options) => client.appointments(query, options),
  getCalendar: (client, options) => client.calendar('CVokAlI8fgw4WYWoCtQz', options),
  getUser: (client, options) => client.user('0007BWpSzSwfiuSl0tR2', options),
  listCalendars: (client, options) => client.calendars({ locationId: 'C2QujeCh8ZnC7al2InWR' }, options),
  listUsers: (client, options) => client.users({ locationId: 'C2QujeCh8ZnC7al2InWR' }, options),
  getLocation: (client, options) => client.location('C2QujeCh8ZnC7al2InWR', options),
  getAppointment: (client, options) => client.appointment('ocQHyuzHvysMo5N5VsXc', options),
}

/** The version that an operation is sent with by default: users and locations are published for another one. */
export const versionOf = (operation: Called): string =>
  /User|Location/.test(operation) ? '2021-07-28' : '2021-04-15'

/** The successful response of each operation. */
export const goodAnswers: Readonly<Record<Called, unknown>> = {
  createBlockSlot: answeredBlock,
  updateBlockSlot: answeredBlock,
  deleteEvent: { succeeded: true },
  listBlockedSlots: { events: [] },
  listEvents: { events: [] },
  getCalendar: { calendar: { id: 'CVokAlI8fgw4WYWoCtQz', name: 'Meeting room', calendarType: 'event' } },
  getUser: { id: '0007BWpSzSwfiuSl0tR2', name: 'Anna Doe' },
  listCalendars: { calendars: [] },
  listUsers: { users: [] },
  getLocation: {
    location: { id: 'C2QujeCh8ZnC7al2InWR', name: 'Downtown clinic', timezone: 'America/New_York' },
  },
  getAppointment: {
    appointment: {
      id: 'ocQHyuzHvysMo5N5VsXc',
      startTime: '2023-09-25T16:00:00+05:30',
      endTime: '2023-09-25T16:30:00+05:30',
    },
  },
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

/** Answers a create or an update as the service does: with the block that was sent, under the id that was asked for. */
export async function echo(request: Request): Promise<Response> {
  const sent = (await request.json()) as object
  const [status, id] =
    request.method === 'PUT' ? [200, request.url.split('/').at(-1)] : [201, answeredBlock.id]
  return json(status, { ...answeredBlock, ...sent, id })
}

/** A `fetch` with given responses that records its requests. */
export function answering(answer: (request: Request) => Response | Promise<Response>): {
  readonly fetch: (request: Request) => Promise<Response>
  readonly requests: Request[]
} {
  const requests: Request[] = []
  return {
    requests,
    fetch: async (request) => {
      requests.push(request)
      return answer(request)
    },
  }
}

/** Every request goes out once and at once, so that what a test sees is what one attempt made of it. */
export const once = { retry: false, limiter: false } as const

/**
 * A client whose requests all get the same treatment. Its clock is one of its own, and with it all that clients of one process
 * know of each other's blocks.
 */
export function clientOf(
  answer: (request: Request) => Response | Promise<Response>,
  options: Partial<ClientOptions> = {},
): BlockSlotsClient {
  const { fetch } = answering(answer)
  return createBlockSlotsClient({ ...once, token: 'pit-token', fetch, clock: { ...systemClock }, ...options })
}

/** Waits for the failure of a call, and fails the test when it succeeds or fails with anything else than our error. */
export async function failure(call: Promise<unknown>): Promise<BlockSlotsError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) throw new Error(`nothing failed: ${JSON.stringify(outcome.value)}`)
  if (!isBlockSlotsError(outcome.error)) throw new Error('not a BlockSlotsError', { cause: outcome.error })
  return outcome.error
}

/** The decision that an error carries, in one line. */
export const verdictOf = ({ code, applied, retry }: BlockSlotsError): string => `${code} ${applied} ${retry}`

/** The message of an error, without the address and the code that differ between runs. */
export const wordsOf = ({ message }: BlockSlotsError): string =>
  message.replace(/ (from|to) https?:\/\/\S+( \(\w+\))?$/, '')
