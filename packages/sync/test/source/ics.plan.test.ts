import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { hours } from '../../src/source/hours.ts'
import { ics } from '../../src/source/ics.ts'
import type { Source } from '../../src/source/source.ts'
import type { Sync } from '../../src/sync.ts'
import { openFeedServer, writeCalendar } from '../support/feed-server.ts'
import { anna, createWorld, location } from '../support/world.ts'

const syncWith = async (items: Source): Promise<Sync> =>
  (await createWorld()).createSync({
    owners: { anna: { locationId: location, userId: anna } },
    sources: { google: { for: 'all', items } },
  })

const event = (uid: string, day: number, hour = 9): readonly string[] => [
  `UID:${uid}`,
  `DTSTART:202703${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}0000Z`,
  'DURATION:PT1H',
]

const calendarOf = (count: number, prefix = 'event'): string =>
  writeCalendar(...Array.from({ length: count }, (_, index) => event(`${prefix} ${index}`, index + 1)))

const whole = calendarOf(20)

const send =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { etag: `"${body.length}"` }).end(body)

test.each<[string, RequestListener, string, RegExp]>([
  ['is missing', send('', 404), 'source-failed', /status 404.*Copy the address again/],
  ['may not be read any more', send('', 403), 'source-failed', /status 403/],
  ['fails', send('', 503), 'source-failed', /status 503/],
  ['is a web page', send('<html><body>Sign in</body></html>'), 'source-failed', /web page/],
  ['is empty', send(''), 'source-failed', /got an empty text/],
  ['is cut off', send(whole.slice(0, 400)), 'source-failed', /truncated/],
  [
    'is cut off between two events',
    send(whole.replace('END:VCALENDAR\r\n', '')),
    'source-failed',
    /truncated/,
  ],
  ['has no events', send(writeCalendar()), 'source-empty', /none|nothing|no item|empty/i],
  ['has lost nine of ten events', send(calendarOf(2)), 'max-delete', /18/],
])('a feed that %s stops its owner, and nothing is deleted', async (_, listener, reason, message) => {
  await using server = await openFeedServer(send(whole))
  const sync = await syncWith(ics({ url: server.url(), allowPrivateAddresses: true }))
  expect((await sync.apply(await sync.plan())).counts).toMatchObject({ done: 20 })

  server.respond(listener)
  const plan = await sync.plan()
  expect(plan).toMatchObject({ changes: 0, stopped: [{ name: 'anna', stop: { reason } }] })
  expect(plan.stopped[0]?.stop?.message).toMatch(message)
  expect(plan.stopped[0]?.stop?.message).not.toMatch(/0f3b9c7d5e1a42|basic\.ics|127\.0\.0\.1/)

  server.respond(send(whole))
  expect(await sync.plan()).toMatchObject({ changes: 0, stopped: [], counts: { exists: 20 } })
})

test('a feed whose uids are new writes nothing, and one that has not changed is not sent', async () => {
  await using server = await openFeedServer(send(whole))
  const sync = await syncWith(ics({ url: server.url(), allowPrivateAddresses: true }))
  await sync.apply(await sync.plan())
  server.respond((_request, response) => void response.writeHead(304).end())
  expect(await sync.plan()).toMatchObject({ changes: 0, counts: { exists: 20 } })
  server.respond(send(calendarOf(20, 'renumbered')))
  expect(await sync.plan()).toMatchObject({ changes: 0, counts: { exists: 20 } })
  expect(server.requests.map((headers) => headers['if-none-match'])).toEqual([
    undefined,
    `"${whole.length}"`,
    `"${whole.length}"`,
  ])
})

test('an event that moves is edited', async () => {
  let text = writeCalendar(event('a', 3), event('b', 4))
  const sync = await syncWith(ics({ text: () => text }))
  await sync.apply(await sync.plan())
  text = writeCalendar(event('a', 3), event('b', 5, 11))
  expect((await sync.plan()).counts).toMatchObject({ create: 0, update: 1, delete: 0, exists: 1 })
})

test('other opening hours edit the blocks, and delete none', async () => {
  const office = (range: string): Source => {
    const open = [range]
    return hours({ open: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open } })
  }
  let source = office('09:00-17:00')
  const sync = await syncWith((window, context) => source(window, context))
  await sync.apply(await sync.plan())
  source = office('08:30-18:00')
  const { counts, stopped } = await sync.plan()
  expect(stopped).toEqual([])
  expect(counts).toMatchObject({ create: 0, delete: 0 })
  expect(counts.update).toBeGreaterThan(50)
})
