import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readFileSync } from 'node:fs'
import { isBlockSlotsError, secret } from '@block-slots/client'
import { expect, test } from 'vitest'
import { holidays } from '../../src/source/holidays.ts'
import { ics } from '../../src/source/ics.ts'
import type { IcsOptions } from '../../src/source/ics-options.ts'
import { readSource } from '../../src/source/read-source.ts'
import type { SyncWindow } from '../../src/source/source.ts'
import { createReader, messageOf, openFeedServer, writeCalendar } from '../support/feed-server.ts'

const december: SyncWindow = {
  from: '2026-12-01T00:00:00+01:00',
  to: '2027-01-01T00:00:00+01:00',
  timeZone: 'Europe/Berlin',
}

const meeting = (uid: string, day: string, ...more: readonly string[]): readonly string[] => [
  `UID:${uid}`,
  `SUMMARY:Title of ${uid}`,
  `DTSTART:202612${day}T090000Z`,
  'DURATION:PT1H',
  ...more,
]

const idsOf = async (
  text: string,
  options: Omit<IcsOptions, 'url' | 'file' | 'text'> = {},
): Promise<string[]> => (await readSource(ics({ text, ...options }), december)).map(({ item }) => item)

test('gives whole items in the zone of the owner, with a title that shows nothing', async () => {
  const text = writeCalendar(
    meeting('one', '24'),
    ['UID:trip', 'SUMMARY:Trip', 'DTSTART;VALUE=DATE:20261128', 'DTEND;VALUE=DATE:20261203'],
    ['UID:late', 'SUMMARY:Late', 'DTSTART:20261231T223000Z', 'DTEND:20270102T000000Z'],
    ['UID:over', 'SUMMARY:Over', 'DTSTART:20270101T000000Z', 'DTEND:20270102T000000Z'],
  )
  expect(await readSource(ics({ text }), december)).toEqual([
    {
      item: 'trip',
      title: 'Busy',
      startTime: '2026-11-28T00:00:00+01:00',
      endTime: '2026-12-02T23:59:00+01:00',
    },
    {
      item: 'one',
      title: 'Busy',
      startTime: '2026-12-24T10:00:00+01:00',
      endTime: '2026-12-24T11:00:00+01:00',
    },
    {
      item: 'late',
      title: 'Busy',
      startTime: '2026-12-31T23:30:00+01:00',
      endTime: '2027-01-02T01:00:00+01:00',
    },
  ])
})

test.each([
  [undefined, 'Busy'],
  ['Away', 'Away'],
  ['{title}', 'Lunch $& $1'],
  ['{title} ({title})', 'Lunch $& $1 (Lunch $& $1)'],
  ['{name}', 'Lunch $& $1'],
])('the title %j shows %j', async (title, shown) => {
  const text = writeCalendar(['UID:a', 'SUMMARY:Lunch $& $1', 'DTSTART:20261224T090000Z', 'DURATION:PT1H'])
  expect(await readSource(ics({ text, title }), december)).toMatchObject([{ title: shown }])
})

test.each([['{summary}'], ['Away: {}'], ['{title} {location}']])('the title %j is refused', (title) => {
  expect(() => ics({ text: '', title })).toThrow(/no other placeholder than \{title\} and got \{\w*\}\. Use/)
  expect(() => holidays({ country: 'DE', title })).toThrow('Use {title}.')
})

test('an event without a title has a block with one', async () => {
  const text = writeCalendar(['UID:a', 'DTSTART:20261224T090000Z', 'DURATION:PT1H'])
  expect(await readSource(ics({ text, title: '{title}' }), december)).toMatchObject([{ title: 'Busy' }])
})

const mixed = writeCalendar(
  meeting('sure', '01'),
  meeting('maybe', '02', 'STATUS:TENTATIVE'),
  ['UID:day', 'SUMMARY:Title of day', 'DTSTART;VALUE=DATE:20261203'],
  meeting('free', '04', 'TRANSP:TRANSPARENT'),
  meeting('cancelled', '05', 'STATUS:CANCELLED'),
)

test.each<[IcsOptions['keep'], string[]]>([
  [undefined, ['sure', 'maybe', 'day']],
  [{}, ['sure', 'maybe', 'day']],
  [{ allDay: false }, ['sure', 'maybe']],
  [{ tentative: false }, ['sure', 'day']],
  [{ busy: false }, ['maybe']],
  [{ titleMatches: 'of (sure|day)$' }, ['sure', 'day']],
  [{ titleMatches: /OF MAYBE/i }, ['maybe']],
  [{ titleNot: '^Title of s' }, ['maybe', 'day']],
  // A pattern that remembers where it has matched would skip every second event.
  [{ titleMatches: /Title/g }, ['sure', 'maybe', 'day']],
  [{ titleMatches: 'Title', titleNot: /day/y }, ['sure', 'maybe']],
])('keeps by %j', async (keep, ids) => {
  expect(await idsOf(mixed, { keep })).toEqual(ids)
})

test('leaves out what the owner has declined', async () => {
  const text = writeCalendar(
    meeting('yes', '01', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.com'),
    meeting('no', '02', 'ATTENDEE;PARTSTAT=DECLINED:mailto:anna@example.com'),
  )
  expect(await idsOf(text)).toEqual(['yes', 'no'])
  expect(await idsOf(text, { attendee: 'anna@example.com' })).toEqual(['yes'])
})

test('identifies instances by their place in the series, also where they were moved', async () => {
  const series = [
    'UID:s',
    'DTSTART;TZID=Europe/Berlin:20261201T090000',
    'DURATION:PT1H',
    'RRULE:FREQ=WEEKLY;COUNT=3',
  ]
  const moved = [
    'UID:s',
    'RECURRENCE-ID;TZID=Europe/Berlin:20261208T090000',
    'DTSTART:20261209T100000Z',
    'DURATION:PT2H',
  ]
  const ids = ['s 2026-12-01T08:00:00Z', 's 2026-12-08T08:00:00Z', 's 2026-12-15T08:00:00Z']
  expect((await idsOf(writeCalendar(series))).map((id) => id.replace('+00:00', 'Z'))).toEqual(ids)
  expect((await idsOf(writeCalendar(moved, series))).map((id) => id.replace('+00:00', 'Z'))).toEqual(ids)
})

test('an event without a uid has an id of its own that shows nothing of it, wherever it is in the file', async () => {
  const [one, other] = [1, 2].map((day) =>
    meeting('secret', `0${day}`).filter((line) => !line.startsWith('UID')),
  )
  const [first, second] = await idsOf(writeCalendar(one ?? [], other ?? []))
  expect(await idsOf(writeCalendar(other ?? [], one ?? []))).toEqual([first, second])
  expect(await idsOf(writeCalendar(other ?? []))).toEqual([second])
  expect(first).toMatch(/^[\da-f]{16}$/)
  expect(second).not.toBe(first)
})

test('a uid that cannot be shown is an id that can', async () => {
  const ids = await idsOf(
    writeCalendar(meeting('a'.repeat(201), '01'), meeting('one\\ntwo', '02'), meeting('a'.repeat(200), '03')),
  )
  expect(ids).toEqual([
    expect.stringMatching(/^[\da-f]{16}$/),
    expect.stringMatching(/^[\da-f]{16}$/),
    'a'.repeat(200),
  ])
  const moved = await idsOf(writeCalendar(meeting('a'.repeat(201), '11'), meeting('one\\ntwo', '12')))
  expect(moved).toEqual(ids.slice(0, 2))
})

test('several events with one uid have ids of their own, in the order of their times', async () => {
  const text = writeCalendar(meeting('a', '03'), meeting('a', '01'), meeting('b', '02'))
  expect(await idsOf(text)).toEqual(['a', 'b', 'a #2'])
  expect(await idsOf(writeCalendar(meeting('a', '03'), meeting('a', '01'), meeting('a #2', '02')))).toEqual([
    'a',
    'a #2',
    'a #3',
  ])
})

test('times without a zone are in that of the option, else of the owner', async () => {
  const text = writeCalendar(['UID:a', 'DTSTART:20261224T090000', 'DURATION:PT1H'])
  expect(await readSource(ics({ text }), december)).toMatchObject([
    { startTime: '2026-12-24T09:00:00+01:00' },
  ])
  const source = ics({ text, timeZone: 'America/New_York' })
  expect(await readSource(source, december)).toMatchObject([{ startTime: '2026-12-24T15:00:00+01:00' }])
})

test('whole days end as the option says', async () => {
  const text = writeCalendar(['UID:a', 'DTSTART;VALUE=DATE:20261224'])
  const source = ics({ text, end: 'midnight' })
  expect(await readSource(source, december)).toMatchObject([{ endTime: '2026-12-25T00:00:00+01:00' }])
})

test('reports what cannot be read, and reads the rest', async () => {
  const { read, warnings } = createReader()
  const text = writeCalendar(['UID:bad', 'DTSTART:20261324T090000Z'], meeting('good', '01'))
  expect(await read(ics({ text }), december)).toMatchObject([{ item: 'good' }])
  expect(warnings).toEqual([expect.stringMatching(/^Line 5, event "bad": .*The event is skipped/)])
})

test('a calendar with many mistakes does not flood the log', async () => {
  const { read, warnings } = createReader()
  const bad = Array.from({ length: 25 }, (_, index) => [`UID:${index}`, 'DTSTART:20261324T090000Z'])
  expect(await read(ics({ text: writeCalendar(...bad) }), december)).toEqual([])
  expect(warnings).toHaveLength(21)
  expect(warnings.at(-1)).toBe('5 more problems of the same calendar.')
})

const small = writeCalendar(meeting('one', '01'), [
  ...meeting('two', '02'),
  'BEGIN:VALARM',
  'TRIGGER:-PT5M',
  'END:VALARM',
  'X-LONG:a line that is',
  '  folded in two: END:VCALENDAR',
])

test('a calendar that ends early is an error at every byte, with both ends of lines', async () => {
  for (const whole of [small, small.replaceAll('\r\n', '\n'), `\uFEFF${small}`]) {
    const bytes = new TextEncoder().encode(whole)
    const results: unknown[] = []
    for (let length = 0; length <= bytes.length; length += 1) {
      const work = readSource(ics({ text: bytes.subarray(0, length) }), december)
      results.push(
        await work.then(
          (items) => items.length,
          (error: unknown) => isBlockSlotsError(error, 'guard'),
        ),
      )
    }
    // Complete up to the end of its last line, with or without what ends that.
    const complete = whole.endsWith('\r\n') ? 3 : 2
    expect(results.slice(-complete)).toEqual(Array.from({ length: complete }, () => 2))
    expect(results.slice(0, -complete)).toEqual(
      Array.from({ length: bytes.length + 1 - complete }, () => true),
    )
  }
})

test.each([
  ['', /an empty text/],
  ['\r\n\r\n', /an empty text/],
  ['<!DOCTYPE html><title>Sign in</title>', /web page.*It may|web page.*login/],
  ['\uFEFF \n<html>', /web page/],
  ['<?xml version="1.0"?><error/>', /web page/],
  ['Not found', /does not begin with BEGIN:VCALENDAR/],
  ['{"error":"no access"}', /does not begin with BEGIN:VCALENDAR/],
  // A file without its beginning, as a part of it would be.
  ['BEGIN:VEVENT\nUID:a\nDTSTART:20261224T090000Z\nEND:VEVENT\n', /does not begin with BEGIN:VCALENDAR/],
  [small.slice(small.indexOf('UID:two')), /does not begin with BEGIN:VCALENDAR/],
  [small.slice(small.indexOf('UID:two')) + small, /does not begin with BEGIN:VCALENDAR/],
  [small.replace(/END:VCALENDAR\r\n$/, ''), /truncated.*the VCALENDAR of line 1/],
  [small.slice(0, small.indexOf('END:VEVENT')), /truncated.*the VEVENT of line 3/],
])('%j is no calendar', async (text, message) => {
  expect(await messageOf(() => readSource(ics({ text }), december))).toMatch(message)
})

test('a calendar in UTF-16 is an error, not an empty one', async () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(small, 'utf16le')])
  expect(await messageOf(() => readSource(ics({ text: bytes }), december))).toMatch(/UTF-16/)
})

test('a calendar without events is one, and empty', async () => {
  expect(await idsOf(writeCalendar())).toEqual([])
  expect(await idsOf(`${writeCalendar()}${small}`)).toEqual(['one', 'two'])
})

test.each(['google-export', 'outlook-windows-zones', 'apple-all-day', 'dst-edges', 'floating', 'vfreebusy'])(
  'reads %s.ics as the helpers do, with an id for each time',
  async (name) => {
    const text = readFileSync(new URL(`../../../helpers/test/vectors/ics/${name}.ics`, import.meta.url))
    const year = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', timeZone: 'America/Los_Angeles' }
    const items = await readSource(ics({ text }), year)
    expect(items.length).toBeGreaterThan(1)
    expect(new Set(items.map(({ item }) => item)).size).toBe(items.length)
    expect(await readSource(ics({ text }), year)).toEqual(items)
  },
)

const allowed = { allowPrivateAddresses: true }

test('a feed is sent again only when it has changed', async () => {
  await using server = await openFeedServer(
    (_request, response) => void response.setHeader('etag', '"1"').end(small),
  )
  const { feeds, read } = createReader()
  const source = ics({ url: server.url(), ...allowed })
  const items = await read(source, december)
  expect(items).toHaveLength(2)
  expect([...feeds.values()]).toMatchObject([{ etag: '"1"' }])

  server.respond((_request, response) => void response.writeHead(304).end())
  expect(await read(source, december)).toEqual(items)

  const next = writeCalendar(meeting('three', '03'))
  server.respond((_request, response) => void response.setHeader('etag', '"2"').end(next))
  expect(await read(source, december)).toMatchObject([{ item: 'three' }])
  server.respond((_request, response) => void response.writeHead(304).end())
  expect(await read(source, december)).toMatchObject([{ item: 'three' }])
  expect(server.requests.map((headers) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"', '"2"'])
})

test.each([
  ['cut off', small.slice(0, -20)],
  ['a web page', '<html>'],
  ['empty', ''],
])('a feed that is %s is not remembered, and what was remembered stays', async (_, body) => {
  await using server = await openFeedServer(
    (_request, response) => void response.setHeader('etag', '"bad"').end(body),
  )
  const { feeds, read } = createReader()
  const source = ics({ url: server.url(), ...allowed })
  await expect(read(source, december)).rejects.toMatchObject({ code: 'guard' })
  expect(feeds.size).toBe(0)

  server.respond((_request, response) => void response.setHeader('etag', '"good"').end(small))
  await read(source, december)
  server.respond((_request, response) => void response.setHeader('etag', '"bad"').end(body))
  await expect(read(source, december)).rejects.toMatchObject({ code: 'guard' })
  expect([...feeds.values()]).toMatchObject([{ etag: '"good"' }])
})

test('a feed of several owners is fetched once for each plan', async () => {
  await using server = await openFeedServer((_request, response) => void response.end(small))
  const shared = new Map<string, Promise<unknown>>()
  const once = async <Result>(key: string, load: () => Promise<Result>): Promise<Result> => {
    const known = shared.get(key) ?? load()
    shared.set(key, known)
    return known as Promise<Result>
  }
  const source = ics({ url: async () => secret(server.url()), ...allowed })
  for (const timeZone of ['Europe/Berlin', 'America/New_York']) {
    expect(await readSource(source, { ...december, timeZone }, { once })).toHaveLength(2)
  }
  expect(server.requests).toHaveLength(1)
  expect([...shared.keys()]).toEqual([expect.stringMatching(/^ics [\da-f]{64}$/)])
})

test('nothing of the address is in a key, a warning or an error, even where the feed repeats it', async () => {
  const { feeds, warnings, read } = createReader()
  await using server = await openFeedServer((request, response) => {
    const whole = `http://127.0.0.1${request.url}`
    response.end(writeCalendar([`UID:${whole}`, `DTSTART:${whole}`], meeting('one', '01')))
  })
  const source = ics({ url: new URL(server.url()), ...allowed })
  await read(source, december)
  server.respond((request, response) => {
    response.end(`BEGIN:VCALENDAR\nBEGIN:X${request.url}\n`)
  })
  const message = await messageOf(() => read(source, december))
  expect(message).toMatch(/truncated/i)
  expect(warnings).toHaveLength(1)
  for (const text of [message, ...warnings, ...feeds.keys()]) {
    expect(text).not.toMatch(/0f3b9c7d5e1a42|basic\.ics/i)
  }
})

test('reads a file by its path or its URL, and refuses one that is cut off, missing or too large', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sync-ics-'))
  try {
    const path = join(folder, 'a calendar.ics')
    await writeFile(path, small)
    const url = pathToFileURL(path)
    for (const options of [
      { file: path },
      { file: url },
      { url },
      { url: url.href },
      { url: () => url.href },
    ]) {
      expect(await readSource(ics(options), december)).toHaveLength(2)
    }
    const bytes = Buffer.byteLength(small)
    expect(await readSource(ics({ file: path, maxBytes: bytes }), december)).toHaveLength(2)
    const tooLarge = readSource(ics({ file: path, maxBytes: bytes - 1 }), december)
    expect(await messageOf(() => tooLarge)).toMatch(/bytes at most and got more/)
    await writeFile(path, small.slice(0, -30))
    expect(await messageOf(() => readSource(ics({ file: path }), december))).toMatch(/truncated/)
    expect(await messageOf(() => readSource(ics({ file: folder }), december))).toMatch(/got EISDIR/)
    const missing = readSource(ics({ file: join(folder, 'none.ics') }), december)
    expect(await messageOf(() => missing)).toMatch(/got ENOENT\. Check its path/)
    const elsewhere = readSource(ics({ file: 'file://server/share/a.ics' }), december)
    expect(await messageOf(() => elsewhere)).toMatch(/file: URL with a path on this machine/)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('functions that give something else are errors when the source is read', async () => {
  // @ts-expect-error A missing variable of the environment.
  const url = ics({ url: () => undefined })
  expect(await messageOf(() => readSource(url, december))).toMatch(/function of url to return the address/)
  // @ts-expect-error A missing file.
  const text = ics({ text: () => undefined })
  expect(await messageOf(() => readSource(text, december))).toMatch(/function of text to return a calendar/)
})

test.each<[unknown, RegExp]>([
  [undefined, /^Expected the options of ics to be an object and got undefined\. Give one with url, file/],
  [{}, /Expected one of url, file and text and got none/],
  [{ url: 'https://private-0f3b/', text: small }, /got several/],
  [{ url: 7 }, /Expected url to be the address of a feed and got 7/],
  [{ file: 7 }, /Expected file to be a path/],
  [{ text: 7 }, /Expected text to be a calendar/],
  [{ uri: 'https://private-0f3b/' }, /got "uri"\. Did you mean url\?/],
  [{ text: small, title: ' ' }, /Expected title to be one line of text/],
  [{ text: small, keep: { titlenot: 'x' } }, /got "titlenot"\. Did you mean titleNot\?/],
  [{ text: small, keep: { titleNot: '[HighLevel' } }, /Expected keep\.titleNot to be a pattern.*backslash/],
  [{ text: small, keep: { titleNot: 7 } }, /Expected keep\.titleNot to be a pattern and got 7/],
  [{ text: small, keep: { busy: 'yes' } }, /Expected keep\.busy to be true or false and got "yes"/],
  [{ text: small, keep: [] }, /Expected keep to be an object and got an empty list/],
  [{ text: small, attendee: [7] }, /Expected attendee to be an address/],
  [{ text: small, timeZone: 'Europe/Berlim' }, /Did you mean Europe\/Berlin/],
  [{ text: small, end: 'noon' }, /"noon" is not a value of end/],
  [{ text: small, maxBytes: 0 }, /Expected maxBytes to be a whole number above zero and got 0/],
  [{ text: small, timeoutMs: 1.5 }, /Expected timeoutMs to be a whole number/],
  [{ text: small, allowPrivateAddresses: 1 }, /Expected allowPrivateAddresses to be true or false/],
])('refuses the options %j', (options, message) => {
  const work = (): unknown => Reflect.apply(ics, undefined, [options])
  expect(work).toThrow(message)
  expect(work).not.toThrow(/0f3b/)
})
