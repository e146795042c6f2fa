import { describe, expect, test } from 'vitest'
import { type Fault, type Sandbox, type VirtualClock, virtualClock } from '../../src/index.ts'
import { block, calendar, everything, open, type Send, slots } from '../support/client.ts'

// Faults that show the state in another form, or at another time, and leave it as it is.

const body = { ...block, calendarId: calendar }
const query = everything({ calendarId: calendar })

async function start(faults: Fault[]): Promise<{ clock: VirtualClock; sandbox: Sandbox; send: Send }> {
  const clock = virtualClock()
  return { clock, ...(await open({ clock, faults })) }
}

const list = async (send: Send): Promise<unknown> =>
  (await send('GET', '/calendars/blocked-slots', { query })).body['events']

describe.each(['over a socket', 'in process'])('%s', (transport) => {
  const headersOf = async (sandbox: Sandbox): Promise<Headers> => {
    const address = new URL(`${sandbox.url}/calendars/blocked-slots`)
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value))
    const headers = { Authorization: `Bearer ${sandbox.token}`, Version: '2021-04-15' }
    const request = new Request(address, { headers })
    const response = await (transport === 'in process' ? sandbox.fetch(request) : fetch(request))
    await response.text()
    return response.headers
  }

  test('a Date is skewed, also back, and eleven minutes ahead by default', async () => {
    const { clock, sandbox } = await start([
      { fault: 'skewed-date' },
      { fault: 'skewed-date', on: 'second', skewMs: -3_600_000 },
    ])
    for (const skewMs of [660_000, -3_600_000, 0]) {
      expect((await headersOf(sandbox)).get('date')).toBe(new Date(clock.now() + skewMs).toUTCString())
    }
  })

  test('a Date is missing', async () => {
    const { sandbox } = await start([{ fault: 'missing-date' }])
    expect((await headersOf(sandbox)).has('date')).toBe(false)
    expect((await headersOf(sandbox)).has('date')).toBe(true)
  })

  test('a cached list has the Date and the age of its time', async () => {
    const { clock, sandbox } = await start([
      { fault: 'cached-list', ageMs: 90_500 },
      { fault: 'cached-list', on: 'second' },
    ])
    const first = await headersOf(sandbox)
    expect(first.get('date')).toBe(new Date(clock.now() - 90_500).toUTCString())
    expect(first.get('age')).toBe('90')
    expect((await headersOf(sandbox)).get('age')).toBe('60')
    expect((await headersOf(sandbox)).has('age')).toBe(false)
  })
})

test('a cached list is the list of its time', async () => {
  const { clock, send } = await start([{ fault: 'cached-list', on: [1, 2], ageMs: 1000 }])
  await send('POST', slots, { body })
  expect(await list(send)).toEqual([])
  await clock.advance(1000)
  expect(await list(send)).toMatchObject([body])
})

test('rows are repeated, twice by default, and without dates', async () => {
  const { send } = await start([
    { fault: 'repeated-rows' },
    { fault: 'repeated-rows', on: 'second', copies: 3 },
    { fault: 'undated-rows', on: [3] },
  ])
  await send('POST', slots, { body })
  expect(await list(send)).toMatchObject([body, body])
  expect(await list(send)).toHaveLength(3)
  const [undated] = (await list(send)) as object[]
  expect(undated).toMatchObject(body)
  expect(undated).not.toHaveProperty('dateAdded')
  expect(await list(send)).toMatchObject([{ dateAdded: expect.any(String) }])
})

test.each([
  [undefined, 'Q & "A"', 'Q &amp; &quot;A&quot;'],
  ['escaped', "<b>'", '&lt;b&gt;&#39;'],
  ['shortened', 'A title of more than twenty letters', 'A title of more than'],
  ['default', '', 'Busy'],
  ['default', 'Lunch', 'Lunch'],
  ['visible', 'a\u200Db\u200E', 'ab'],
  ['trimmed', '  two   words ', 'two words'],
] as const)('a title is %s: %j', async (form, title, shown) => {
  const { sandbox, send } = await start([
    { fault: 'changed-title', on: 'every', ...(form === undefined ? {} : { form }) },
  ])
  const { body: response } = await send('POST', slots, { body: { ...body, title } })
  expect(response['title']).toBe(shown)
  expect(await list(send)).toMatchObject([{ title: shown, dateAdded: expect.any(String) }])
  expect(sandbox.blocks()).toMatchObject([{ title }])
})

test('a changed title is shown without dates as well', async () => {
  const { send } = await start([{ fault: 'changed-title', on: 'every', dated: false }])
  await send('POST', slots, { body })
  const [row] = (await list(send)) as object[]
  expect(row).not.toHaveProperty('dateAdded')
  expect(row).not.toHaveProperty('dateUpdated')
})

test.each([
  [undefined, { startTime: '2021-06-23T22:00:00.000Z', endTime: '2021-06-23T23:00:00.000Z' }],
  ['times', { startTime: '2021-06-23T22:00:00.000Z', calendarId: calendar }],
  ['owner', { calendarId: 'AnotherOwner00000001', startTime: body.startTime }],
  ['location', { locationId: 'AnotherLocation00001', startTime: body.startTime }],
] as const)('the response of another request differs in %s', async (differs, other) => {
  const { sandbox, send } = await start([
    { fault: 'mismatched-response', on: 'every', ...(differs === undefined ? {} : { differs }) },
  ])
  const created = await send('POST', slots, { body })
  expect(created).toMatchObject({ status: 201, body: { ...other, id: 'AnotherBlock00000000' } })
  expect(sandbox.blocks()).toMatchObject([body])
  expect(await list(send)).toMatchObject([{ ...other, id: 'AnotherBlock00000000' }])
})

test('a mismatched response to a list shows an event where there is none, and commits what it is told to', async () => {
  const { sandbox, send } = await start([
    { fault: 'mismatched-response', operation: 'createBlockSlot', commit: 'never' },
    { fault: 'mismatched-response', operation: 'listBlockedSlots', differs: 'owner' },
  ])
  await send('POST', slots, { body })
  expect(sandbox.blocks()).toEqual([])
  expect(await list(send)).toMatchObject([{ calendarId: 'AnotherOwner00000001' }])
})

test('a user is the owner that differs where there is no calendar', async () => {
  const { send } = await start([{ fault: 'mismatched-response', differs: 'owner' }])
  const { body: response } = await send('POST', slots, {
    body: { ...block, assignedUserId: '0007BWpSzSwfiuSl0tR2' },
  })
  expect(response).toMatchObject({ assignedUserId: 'AnotherOwner00000001' })
  expect(response).not.toHaveProperty('calendarId')
})

test.each([Number.NaN, Infinity])('a skew of %d is refused', async (skewMs) => {
  await expect(start([{ fault: 'skewed-date', skewMs }])).rejects.toThrow(
    'Expected "skewMs" of the fault "skewed-date"',
  )
})
