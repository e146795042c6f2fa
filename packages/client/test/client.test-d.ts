import { describe, expectTypeOf, test } from 'vitest'
import {
  blockCalendar,
  createBlockSlotsApi,
  createBlockSlotsClient,
  isBlockSlotsError,
  localLimiter,
  type Applied,
  type Appointment,
  type BlockedSlot,
  type BlockSlot,
  type CreatedBlock,
  type BlockSlotsError,
  type Calendar,
  type CalendarQuery,
  type CallOptions,
  type ClientEvent,
  type CalendarType,
  type ClientOptions,
  type CreateBlockSlot,
  type CreateOptions,
  type EnsureOptions,
  type DeletedEvent,
  type ErrorCode,
  type EventQuery,
  type Location,
  type Reconcile,
  type Duplicate,
  type UpdateBlockSlot,
  type DuplicateReport,
  type User,
} from '../src/index.ts'

const client = createBlockSlotsClient({ token: 'pit-token' })
const api = createBlockSlotsApi({ token: 'pit-token' })
const range = { startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30' }
const locationId = 'C2QujeCh8ZnC7al2InWR'

describe('create', () => {
  test('takes one owner, with or without a title', () => {
    expectTypeOf(client.create).parameter(0).toEqualTypeOf<CreateBlockSlot>()
    void client.create({ calendarId: 'c', locationId, ...range })
    void client.create({ assignedUserId: 'u', locationId, ...range, title: 't' })
    void client.create({ assignedUserId: 'u', locationId, ...range }, { timeoutMs: 1 })
  })

  test('takes neither both owners nor none', () => {
    expectTypeOf({ locationId, ...range }).not.toExtend<CreateBlockSlot>()
    // @ts-expect-error both
    void client.create({ calendarId: 'c', assignedUserId: 'u', locationId, ...range })
    // @ts-expect-error neither
    void client.create({ locationId, ...range })
    // @ts-expect-error null is no way to leave one out
    void client.create({ calendarId: 'c', assignedUserId: null, locationId, ...range })
  })

  test('takes nothing less and nothing else', () => {
    expectTypeOf({ calendarId: 'c', ...range }).not.toExtend<CreateBlockSlot>()
    // @ts-expect-error no locationId
    void client.create({ calendarId: 'c', ...range })
    // @ts-expect-error no startTime
    void client.create({ calendarId: 'c', locationId, endTime: range.endTime })
    // @ts-expect-error no endTime
    void client.create({ calendarId: 'c', locationId, startTime: range.startTime })
    // @ts-expect-error epoch milliseconds
    void client.create({ calendarId: 'c', locationId, ...range, startTime: 1_624_399_200_000 })
    // @ts-expect-error a Date
    void client.create({ calendarId: 'c', locationId, ...range, endTime: new Date() })
    // @ts-expect-error misspelt
    void client.create({ calendarId: 'c', locationId, ...range, titel: 't' })
    // @ts-expect-error not of this operation
    void client.create({ calendarId: 'c', locationId, ...range, notes: 'n' })
    // @ts-expect-error misspelt option
    void client.create({ calendarId: 'c', locationId, ...range }, { timeout: 1 })
  })

  test('takes no busy time as it is', () => {
    type BusyTime = typeof range & {
      readonly title: string
      readonly uid: string | null
      readonly allDay: boolean
      readonly tentative?: true
      readonly recurrenceId?: string
    }
    const busy: BusyTime = { ...range, title: 't', uid: null, allDay: false }
    void client.create({ ...range, calendarId: 'c', locationId })
    // @ts-expect-error a busy time has fields that a block has not
    void client.create({ ...busy, calendarId: 'c', locationId })
    // @ts-expect-error a busy time has fields that a block has not
    void client.update('x', { ...busy, assignedUserId: 'u', locationId })
    // @ts-expect-error a busy time has fields that a block has not
    void blockCalendar(client, { ...busy, calendarId: 'c', locationId })
    type Block = typeof range & { readonly calendarId: string; readonly locationId: string }
    expectTypeOf<Block>().toExtend<CreateBlockSlot>()
    expectTypeOf<Block & Pick<BusyTime, 'uid'>>().not.toExtend<CreateBlockSlot>()
    expectTypeOf<Block & Pick<BusyTime, 'allDay'>>().not.toExtend<CreateBlockSlot>()
    expectTypeOf<Block & Required<Pick<BusyTime, 'tentative'>>>().not.toExtend<CreateBlockSlot>()
    expectTypeOf<Block & Required<Pick<BusyTime, 'recurrenceId'>>>().not.toExtend<CreateBlockSlot>()
  })

  test('gives a block whose times are texts', () => {
    const block = client.create({ calendarId: 'c', locationId, ...range })
    expectTypeOf(block).resolves.toEqualTypeOf<CreatedBlock>()
    expectTypeOf<BlockSlot['id']>().toEqualTypeOf<string>()
    expectTypeOf<BlockSlot['startTime']>().toBeString()
    expectTypeOf<BlockSlot['calendarId']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<BlockSlot['assignedUserId']>().toEqualTypeOf<string | undefined>()
  })
})

describe('update', () => {
  test('takes a whole block, of which the location may be left out', () => {
    void client.update('x', { calendarId: 'c', title: 't', ...range })
    void client.update('x', { assignedUserId: 'u', title: 't', locationId, ...range })
    expectTypeOf(client.update).returns.resolves.toEqualTypeOf<BlockSlot>()
  })

  test('takes nothing less and nothing else', () => {
    expectTypeOf(client.update).parameter(1).toEqualTypeOf<UpdateBlockSlot>()
    // @ts-expect-error no title: it would be lost
    void client.update('x', { calendarId: 'c', ...range })
    // @ts-expect-error both owners
    void client.update('x', { calendarId: 'c', assignedUserId: 'u', title: 't', ...range })
    // @ts-expect-error no owner
    void client.update('x', { title: 't', ...range })
    // @ts-expect-error no startTime
    void client.update('x', { calendarId: 'c', title: 't', endTime: range.endTime })
    // @ts-expect-error epoch milliseconds
    void client.update('x', { calendarId: 'c', title: 't', ...range, endTime: 1 })
    // @ts-expect-error misspelt
    void client.update('x', { calendarId: 'c', title: 't', ...range, titel: 't' })
    // @ts-expect-error a number for an id
    void client.update(7, { calendarId: 'c', title: 't', ...range })
    // @ts-expect-error no id
    void client.update({ calendarId: 'c', title: 't', ...range })
  })
})

describe('list and appointments', () => {
  test('take one owner and times in every form', () => {
    expectTypeOf(client.list).parameter(0).toEqualTypeOf<EventQuery>()
    void client.list({ calendarId: 'c', locationId, ...range })
    void client.list({ userId: 'u', locationId, startTime: new Date(), endTime: 1 })
    void client.appointments({ groupId: 'g', locationId, startTime: 1, endTime: new Date() })
  })

  test('take nothing less and nothing else', () => {
    expectTypeOf(client.appointments).parameter(0).toEqualTypeOf<EventQuery>()
    // @ts-expect-error no owner
    void client.list({ locationId, ...range })
    // @ts-expect-error two owners
    void client.list({ calendarId: 'c', userId: 'u', locationId, ...range })
    // @ts-expect-error two owners
    void client.appointments({ groupId: 'g', userId: 'u', locationId, ...range })
    // @ts-expect-error the owner of a block is no owner of a query
    void client.list({ assignedUserId: 'u', locationId, ...range })
    // @ts-expect-error no locationId
    void client.list({ calendarId: 'c', ...range })
    // @ts-expect-error no endTime
    void client.list({ calendarId: 'c', locationId, startTime: 1 })
    // @ts-expect-error a bigint
    void client.list({ calendarId: 'c', locationId, startTime: 1n, endTime: 2n })
    // @ts-expect-error there is no paging
    void client.list({ calendarId: 'c', locationId, ...range, limit: 100 })
  })

  test('give rows of which little is certain', () => {
    expectTypeOf(client.list).returns.resolves.toEqualTypeOf<BlockedSlot[]>()
    expectTypeOf(client.appointments).returns.resolves.toEqualTypeOf<Appointment[]>()
    expectTypeOf<BlockedSlot['id']>().toEqualTypeOf<string>()
    expectTypeOf<BlockedSlot['startTime']>().toEqualTypeOf<string>()
    expectTypeOf<BlockedSlot['title']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<BlockedSlot['calendarId']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<BlockedSlot['deleted']>().toEqualTypeOf<boolean | undefined>()
    expectTypeOf<Appointment['contactId']>().toEqualTypeOf<string | undefined>()
  })
})

describe('delete and calendar', () => {
  test('give what the contract says', () => {
    expectTypeOf(client.delete).returns.resolves.toEqualTypeOf<DeletedEvent>()
    expectTypeOf<DeletedEvent['alreadyDeleted']>().toEqualTypeOf<boolean>()
    expectTypeOf(client.calendar).returns.resolves.toEqualTypeOf<Calendar>()
    expectTypeOf<'event'>().toExtend<CalendarType>()
    expectTypeOf<'room'>().not.toExtend<CalendarType>()
  })
})

describe('calendars, users and location', () => {
  test('take the sub-account, and give what the contract says', () => {
    expectTypeOf(client.calendars).parameter(0).toEqualTypeOf<CalendarQuery>()
    expectTypeOf(client.calendars).returns.resolves.toEqualTypeOf<Calendar[]>()
    expectTypeOf(client.users).returns.resolves.toEqualTypeOf<User[]>()
    expectTypeOf<User['lastName']>().toEqualTypeOf<string | undefined>()
    expectTypeOf(client.location).returns.resolves.toEqualTypeOf<Location>()
    expectTypeOf<Location['timezone']>().toEqualTypeOf<string | undefined>()
    // @ts-expect-error a list of users has no groups
    void client.users({ locationId, groupId: 'g' })
    // @ts-expect-error no sub-account
    void client.calendars({ showDrafted: false })
  })
})

describe('ensure, findDuplicates and unknown outcomes', () => {
  test('ensure takes what create takes, and both say how the block came about', () => {
    expectTypeOf<Parameters<typeof client.create>>().toExtend<Parameters<typeof client.ensure>>()
    expectTypeOf<Parameters<typeof client.ensure>[1]>().toEqualTypeOf<EnsureOptions | undefined>()
    expectTypeOf(client.ensure).returns.resolves.toEqualTypeOf<CreatedBlock>()
    expectTypeOf<CreatedBlock['outcome']>().toEqualTypeOf<'created' | 'reconciled' | 'existing'>()
    expectTypeOf<CreatedBlock['duplicates']>().toEqualTypeOf<readonly string[] | undefined>()
    expectTypeOf<CreatedBlock>().toExtend<BlockSlot>()
    // @ts-expect-error both
    void client.ensure({ calendarId: 'c', assignedUserId: 'u', locationId, ...range })
  })

  test('findDuplicates takes options and returns counts and duplicates', () => {
    expectTypeOf(client.findDuplicates).parameter(0).toEqualTypeOf<CallOptions | undefined>()
    expectTypeOf(client.findDuplicates).returns.resolves.toEqualTypeOf<DuplicateReport>()
    expectTypeOf<DuplicateReport['duplicates'][number]>().toEqualTypeOf<Duplicate>()
    // @ts-expect-error only creates have an unknown outcome
    void client.findDuplicates({ onUnknown: 'throw' })
  })

  test('an error may reconcile itself, to a block or to none', () => {
    expectTypeOf<BlockSlotsError['reconcile']>().toEqualTypeOf<Reconcile | undefined>()
    expectTypeOf<Reconcile>().returns.resolves.toEqualTypeOf<CreatedBlock | undefined>()
    expectTypeOf<Reconcile>().parameter(0).toEqualTypeOf<CallOptions | undefined>()
  })
})

describe('options of every call', () => {
  test('are a signal, a timeout, retries and a priority; of creates also the behaviour on unknown outcomes', () => {
    const { signal } = new AbortController()
    expectTypeOf(client.create).parameter(1).toEqualTypeOf<CreateOptions | undefined>()
    void client.list(
      { calendarId: 'c', locationId, ...range },
      { signal, timeoutMs: 1, retry: false, priority: 'bulk' },
    )
    void client.create({ calendarId: 'c', locationId, ...range }, { onUnknown: 'throw', priority: undefined })
    // @ts-expect-error no such priority
    void client.delete('x', { priority: 'fast' })
    // @ts-expect-error how often is not a choice
    void client.delete('x', { retry: 3 })
    // @ts-expect-error a delete may always be sent again
    void client.delete('x', { onUnknown: 'throw' })
    // @ts-expect-error no such way
    void client.create({ calendarId: 'c', locationId, ...range }, { onUnknown: 'ignore' })
  })
})

describe('events', () => {
  test('are distinguished by their type', () => {
    const onEvent = (event: ClientEvent): void => {
      if (event.type === 'attempt') expectTypeOf(event.applied).toEqualTypeOf<Applied>()
      if (event.type === 'wait') expectTypeOf(event.waitMs).toEqualTypeOf<number>()
      if (event.type === 'reconcile') expectTypeOf(event.found).toEqualTypeOf<number>()
      if (event.type === 'limit') expectTypeOf(event.until).toEqualTypeOf<number | undefined>()
      if (event.type === 'refresh') expectTypeOf(event.expiresAt).toEqualTypeOf<number | undefined>()
      // @ts-expect-error not of every event
      void event.waitMs
    }
    createBlockSlotsClient({ token: 'x', onEvent })
    expectTypeOf<ClientEvent['type']>().toEqualTypeOf<
      'attempt' | 'wait' | 'reconcile' | 'limit' | 'refresh'
    >()
  })
})

describe('errors', () => {
  test('narrow to a code', () => {
    const error: unknown = undefined
    if (isBlockSlotsError(error)) {
      expectTypeOf(error).toExtend<BlockSlotsError>()
      expectTypeOf(error.code).toEqualTypeOf<ErrorCode>()
      expectTypeOf(error.retryAt).toEqualTypeOf<number | undefined>()
    }
    if (isBlockSlotsError(error, 'rate-limited')) expectTypeOf(error.code).toEqualTypeOf<'rate-limited'>()
    // @ts-expect-error no such code
    isBlockSlotsError(error, 'ratelimited')
  })
})

describe('options', () => {
  test('name a token, a fetch of one request, and any version', () => {
    expectTypeOf(createBlockSlotsClient).parameter(0).toEqualTypeOf<ClientOptions | undefined>()
    createBlockSlotsClient({ token: () => 'x', version: 'v3', fetch: globalThis.fetch, timeoutMs: undefined })
    createBlockSlotsClient({ token: async () => 'x', version: '2031-01-01' })
    createBlockSlotsClient({
      token: 'x',
      limiter: false,
      retry: false,
      onUnknown: 'throw',
      reconcileTimeoutMs: 1,
      locationId,
    })
    createBlockSlotsClient({
      token: 'x',
      limiter: localLimiter({ max: 25 }),
      onEvent: undefined,
      clock: undefined,
    })
    // @ts-expect-error the options of a limiter
    createBlockSlotsClient({ token: 'x', limiter: { max: 25 } })
    // @ts-expect-error there is always one, unless false
    createBlockSlotsClient({ token: 'x', limiter: true })
    createBlockSlotsClient()
    createBlockSlotsClient({ timeoutMs: 1 })
    // @ts-expect-error a variable may be missing, and another one must not be read for it
    createBlockSlotsClient({ token: process.env.CLINIC_TOKEN })
    // @ts-expect-error a token function of an argument
    createBlockSlotsClient({ token: (scope: string) => scope })
    // @ts-expect-error misspelt
    createBlockSlotsClient({ token: 'x', baseURL: 'https://127.0.0.1' })
  })
})

describe('api', () => {
  test('needs no Version header, and takes one', async () => {
    const params = { path: { calendarId: 'c' } }
    const { data, error, response } = await api.GET('/calendars/{calendarId}', { params })
    expectTypeOf(data?.calendar).toEqualTypeOf<Calendar | undefined>()
    expectTypeOf(error).not.toBeAny()
    expectTypeOf(response).toEqualTypeOf<Response>()
    void client.api.GET('/calendars/{calendarId}', { params: { ...params, header: { Version: 'v3' } } })
    void client.api.DELETE('/calendars/events/{eventId}', { params: { path: { eventId: 'x' } } })
  })

  test('has the paths of the contract, but the one that needs no token', () => {
    expectTypeOf(client.api).toEqualTypeOf(api)
    // @ts-expect-error tokens are not for a client that has one
    void api.POST('/oauth/token', {})
    // @ts-expect-error no such path
    void api.GET('/calendars/events/block-slots', {})
    // @ts-expect-error no such method
    void api.PATCH('/calendars/events/{eventId}', {})
    // @ts-expect-error no id
    void api.DELETE('/calendars/events/{eventId}', {})
    const body = { calendarId: 'c', assignedUserId: 'u', locationId, ...range }
    // @ts-expect-error both owners
    void api.POST('/calendars/events/block-slots', { body })
  })
})
