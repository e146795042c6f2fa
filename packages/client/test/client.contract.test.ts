import { startPrism } from '@block-slots/mock'
import { afterAll, describe, expect, inject, test } from 'vitest'
import {
  answeredBlock,
  calendarBlock,
  calls,
  failure,
  operations,
  query,
  userBlock,
  verdictOf,
} from './support/service.ts'
import { clientFor, examples } from './support/contract.ts'
import { forced } from './support/refusal.ts'

const client = clientFor(inject('prismUrl'))

describe('the request and the response of the first example', () => {
  const rest = {
    locationId: 'C2QujeCh8ZnC7al2InWR',
    title: 'Test Event',
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
  }
  const answer = {
    id: '0TkCdp9PfvLeWKYRRvIz',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    title: 'My event',
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    assignedUserId: '0007BWpSzSwfiuSl0tR2',
  }

  test('for a calendar', async () => {
    expect(await client.create({ calendarId: 'CVokAlI8fgw4WYWoCtQz', ...rest })).toEqual({
      ...answer,
      outcome: 'created',
    })
  })

  test('for a user', async () => {
    expect(await client.create({ assignedUserId: '0007BWpSzSwfiuSl0tR2', ...rest })).toEqual({
      ...answer,
      outcome: 'created',
    })
  })

  test('are not those of another block', async () => {
    for (const other of [
      { endTime: '2021-06-23T05:30:00+05:30' },
      { locationId: 'x' },
      { calendarId: 'x' },
    ]) {
      const error = await failure(client.create({ calendarId: 'CVokAlI8fgw4WYWoCtQz', ...rest, ...other }))
      expect(verdictOf(error)).toBe('outcome-unknown unknown never')
    }
  })

  test('are the ones the other tests use', () => {
    expect(calendarBlock).toEqual({ calendarId: 'CVokAlI8fgw4WYWoCtQz', ...rest })
    expect(userBlock).toEqual({ assignedUserId: '0007BWpSzSwfiuSl0tR2', ...rest })
    expect(answeredBlock).toEqual(answer)
  })
})

/** The expected result of a response, written independently of the client. */
function decoded(value: unknown): unknown {
  const {
    events,
    users = events,
    appointment,
    event = appointment,
    calendars,
    calendar = calendars,
    location = calendar,
    succeeded,
  } = value as {
    events?: { deleted?: true }[]
    users?: { deleted?: true }[]
    appointment?: object
    event?: object
    calendars?: object[]
    calendar?: object
    location?: object
    succeeded?: true
  }
  if (users !== undefined) return users.filter(({ deleted }) => deleted !== true)
  if (location !== undefined) return location
  if (event !== undefined) return event
  return succeeded === undefined ? value : { ...(value as object), alreadyDeleted: false }
}

describe('every success of the contract decodes', () => {
  const successes = examples().filter(({ status }) => status < 300)

  test.each(successes)('$operation: $status $name', async ({ operation, value, ...asked }) => {
    const result = await calls[operation](clientFor(inject('prismUrl'), asked))
    expect(result).toEqual(
      operation === 'createBlockSlot' ? { ...(value as object), outcome: 'created' } : decoded(value),
    )
  })

  test('and there is one for each operation', () => {
    expect(new Set(successes.map(({ operation }) => operation))).toEqual(new Set(operations))
  })
})

/** Requests that the types forbid: the mock refuses them, which proves that it checks the requests of the other tests. */
describe('the mock refuses', async () => {
  // The process behind `prismUrl` responds with an example of the status, `startPrism` with the violations.
  const prism = await startPrism()
  afterAll(prism.close)
  const { api } = clientFor(prism.url)
  const params = { path: { eventId: 'x', calendarId: 'x' } }
  const create = (body: unknown) => api.POST('/calendars/events/block-slots', { body: forced(body) })
  const update = (body: unknown) =>
    api.PUT('/calendars/events/block-slots/{eventId}', { params, body: forced(body) })
  const list = (given: unknown) => api.GET('/calendars/blocked-slots', { params: { query: forced(given) } })
  const appointments = (given: unknown) => api.GET('/calendars/events', { params: { query: forced(given) } })
  type Sent = () => Promise<{ response: Response; error?: unknown }>

  test.each<[name: string, send: Sent, word: string]>([
    ['a create for both owners', () => create({ ...calendarBlock, ...userBlock }), 'assignedUserId'],
    ['a create without an owner', () => create({ ...calendarBlock, calendarId: undefined }), 'calendarId'],
    ['a create in epoch milliseconds', () => create({ ...calendarBlock, startTime: 1 }), 'startTime'],
    [
      'a create without an offset',
      () => create({ ...calendarBlock, endTime: '2021-06-23T04:30:00' }),
      'endTime',
    ],
    ['a create with a misspelt field', () => create({ ...calendarBlock, titel: 'x' }), 'titel'],
    ['a create with two lines for a title', () => create({ ...calendarBlock, title: 'a\nb' }), 'title'],
    ['an update without a title', () => update({ ...calendarBlock, title: undefined }), 'title'],
    ['an update for both owners', () => update({ ...calendarBlock, ...userBlock }), 'assignedUserId'],
    [
      'a delete with a body',
      () => api.DELETE('/calendars/events/{eventId}', { params, body: forced({ force: true }) }),
      'force',
    ],
    ['a list without a location', () => list({ ...query, locationId: undefined }), 'locationId'],
    [
      'a list with times as text',
      () => list({ ...query, startTime: '2021-06-23T03:30:00+05:30' }),
      'starttime',
    ],
    ['appointments without an end', () => appointments({ ...query, endTime: undefined }), 'endTime'],
    [
      'a calendar in an unknown version',
      () =>
        api.GET('/calendars/{calendarId}', {
          params: { ...params, header: { Version: forced('2020-01-01') } },
        }),
      'version',
    ],
  ])('%s', async (_, send, word) => {
    const { response, error } = await send()
    expect(response.status).toBe(422)
    expect(error).toMatchObject({ title: 'Invalid request', validation: expect.any(Array) })
    expect(JSON.stringify(error).toLowerCase()).toContain(word.toLowerCase())
  })

  test('nothing that is in order', async () => {
    expect((await create(calendarBlock)).response.status).toBe(200)
    expect((await update(userBlock)).response.status).toBe(200)
    expect((await list(query)).response.status).toBe(200)
    expect((await appointments(query)).response.status).toBe(200)
  })
})
