import { seedState } from '@block-slots/sandbox'
import { describe, expect, test } from 'vitest'
import type { BlockSlotsClient, Limiter } from '../src/index.ts'
import { clientOf, failure, json, verdictOf } from './support/service.ts'
import { openWorld } from './support/world.ts'

const locationId = 'C2QujeCh8ZnC7al2InWR'
const anna = { id: '0007BWpSzSwfiuSl0tR2', name: 'Anna' }

/** A client that gets a successful response. */
const answered = (body: unknown): BlockSlotsClient => clientOf(() => json(200, body))

const lists: readonly [name: string, call: (client: BlockSlotsClient) => Promise<unknown>][] = [
  ['calendars', (client) => client.calendars({ locationId })],
  ['users', (client) => client.users({ locationId })],
]

describe.each(lists)('a list of %s', (name, call) => {
  test.each([
    ['that is missing', {}],
    ['that is null', { [name]: null }],
    ['that is no list', { [name]: { 0: anna } }],
    ['of another kind', { events: [] }],
    ['with a row of null', { [name]: [anna, null] }],
    ['with a row without an id', { [name]: [anna, { name: 'Ben' }] }],
    ['with a row whose id is empty', { [name]: [anna, { id: '', name: 'Ben' }] }],
    ['with a row whose id is a number', { [name]: [anna, { id: 7, name: 'Ben' }] }],
  ])('%s is not taken for one that lacks a name', async (_, body) => {
    expect(verdictOf(await failure(call(answered(body))))).toBe('invalid-response no never')
  })

  test('may be empty, and has each id once', async () => {
    expect(await call(answered({ [name]: [], traceId: 't' }))).toEqual([])
    expect(await call(answered({ [name]: [anna, anna] }))).toEqual([anna])
  })
})

describe('calendars', () => {
  const rest = { locationId, calendarType: 'event', slug: 'room' }

  test('keep every field, and have a name', async () => {
    const rows = [
      { id: 'a', name: 'Room', ...rest },
      { id: 'b', name: null, ...rest },
      { id: 'c', ...rest },
    ]
    expect(await answered({ calendars: rows }).calendars({ locationId })).toEqual([
      rows[0],
      { id: 'b', name: '', ...rest },
      { id: 'c', name: '', ...rest },
    ])
  })

  test('of a group, without drafts, are what is asked for', async () => {
    const urls: string[] = []
    const client = clientOf(({ url }) => {
      urls.push(url)
      return json(200, { calendars: [] })
    })
    await client.calendars({ locationId, groupId: 'g', showDrafted: false })
    await client.calendars({ locationId, groupId: undefined, showDrafted: undefined })
    expect(urls.map((url) => new URL(url).search)).toEqual([
      `?locationId=${locationId}&groupId=g&showDrafted=false`,
      `?locationId=${locationId}`,
    ])
  })
})

test('users are without deleted ones and without null', async () => {
  const users = [
    { ...anna, firstName: 'Anna', lastName: null, email: 'anna@example.com', deleted: false },
    { id: 'gone', name: 'Dora', deleted: true },
    { id: 'nameless', name: null },
  ]
  expect(await answered({ users }).users({ locationId })).toEqual([
    { ...anna, firstName: 'Anna', email: 'anna@example.com', deleted: false },
    { id: 'nameless' },
  ])
})

describe('a sub-account', () => {
  const location = { id: locationId, name: 'Downtown clinic', timezone: 'America/New_York' }

  test('comes out of its wrapper, without null', async () => {
    expect(await answered({ location, traceId: 't' }).location(locationId)).toEqual(location)
    const bare = { ...location, name: null, timezone: null, city: null }
    expect(await answered({ location: bare }).location(locationId)).toEqual({ id: locationId, city: null })
  })

  test.each([
    ['no sub-account', {}],
    ['one without an id', { location: { name: 'Downtown clinic' } }],
    ['one out of its wrapper', location],
    ['another one', { location: { ...location, id: 'ElsewhereLocation001' } }],
  ])('is not %s', async (_, body) => {
    expect(verdictOf(await failure(answered(body).location(locationId)))).toBe('invalid-response no never')
  })
})

describe('of the sandbox', () => {
  test('names lead to ids, and the sub-account has a zone', async () => {
    const { client, run } = await openWorld()
    const calendars = await run(client.calendars({ locationId, showDrafted: false }))
    expect(calendars.find(({ name }) => name === 'Meeting room')).toMatchObject({
      id: 'CVokAlI8fgw4WYWoCtQz',
      calendarType: 'event',
    })
    const users = await run(client.users({ locationId }))
    expect(users.map(({ name, lastName }) => `${name} ${lastName}`)).toEqual(['Anna Doe', 'Ben Roe'])
    expect(await run(client.location(locationId))).toMatchObject({ timezone: 'America/New_York' })
  })

  test.each<[scope: string, call: (client: BlockSlotsClient) => Promise<unknown>]>([
    ['calendars.readonly', (client) => client.calendars({ locationId })],
    ['users.readonly', (client) => client.users({ locationId })],
    ['locations.readonly', (client) => client.location(locationId)],
  ])('a token that lacks %s is an error that names it', async (scope, call) => {
    const tokens = seedState().tokens.map((token) => ({
      ...token,
      scopes: token.scopes.filter((one) => one !== scope),
    }))
    const { client, fail } = await openWorld({}, { state: { tokens } })
    const error = await fail(call(client))
    expect([verdictOf(error), error.hint]).toEqual([
      'forbidden no never',
      `The token lacks the scope ${scope}. Add it to the Private Integration, or to the app and install that again.`,
    ])
  })

  test.each<[name: string, call: (client: BlockSlotsClient, id: string) => Promise<unknown>]>([
    ['calendars', (client, id) => client.calendars({ locationId: id })],
    ['users', (client, id) => client.users({ locationId: id })],
    ['name', (client, id) => client.location(id)],
  ])('the %s of another sub-account are out of reach', async (_, call) => {
    const { client, fail } = await openWorld()
    const { hint } = await fail(call(client, 'ElsewhereLocation001'))
    expect(hint).toContain('belongs to another sub-account')
  })
})

test('each counts towards the quota of the sub-account that it names', async () => {
  const keys: string[] = []
  const limiter: Limiter = {
    acquire: async ({ key }) => {
      keys.push(key.replace(/^.* /, ''))
      return { release: () => {} }
    },
  }
  const body = { calendars: [], users: [], location: { id: locationId } }
  const client = clientOf(() => json(200, body), { limiter })
  await client.calendars({ locationId })
  await client.users({ locationId })
  await client.location(locationId)
  expect(keys).toEqual([locationId, locationId, locationId])
})
