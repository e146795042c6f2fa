import fc from 'fast-check'
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { busyTimes, type CalendarSource } from '../../src/icalendar/index.ts'
import { createLineReader } from '../../src/icalendar/line.ts'

// A fixed seed: a failure is caused by the change, not by new cases. Other seeds search elsewhere.
fc.configureGlobal({ seed: 20_261_122 })

const folder = new URL('../vectors/ics/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ics'))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))))

/** All results of reading a source, as text. */
async function outcome(source: CalendarSource): Promise<string[]> {
  const said: string[] = []
  try {
    const all = busyTimes(source, {
      between: { from: '2026-01-01', to: '2028-12-31' },
      defaultTimeZone: 'America/New_York',
      onWarning: ({ message }) => said.push(message),
    })
    for await (const busy of all) said.push(JSON.stringify(busy))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    said.push(error.message)
  }
  return said
}

function* cut(bytes: Uint8Array, at: readonly number[]): Generator<Uint8Array> {
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))]
  places.sort((one, other) => one - other)
  let from = 0
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(from, place)
    from = place
  }
}

const linesOf = (pieces: Iterable<Uint8Array>): [string, number][] => {
  const reader = createLineReader(() => {})
  const lines = [...pieces].flatMap((piece) => reader.read(piece))
  return [...lines, ...reader.read()].map(({ text, number }) => [text, number])
}

test('bytes split anywhere give the result of the whole file', { timeout: 60_000 }, async () => {
  const places = fc.array(fc.nat(5000), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), places, async (bytes, at) => {
      expect(await outcome(cut(bytes, at))).toEqual(await outcome(bytes))
    }),
  )
  // Byte by byte, from every kind of source.
  for (const bytes of files) {
    const whole = await outcome(bytes)
    expect(await outcome(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
    expect(await outcome(new Blob([bytes]).stream())).toEqual(whole)
  }
})

test(
  'text split anywhere, even within a character, gives the result of the whole',
  { timeout: 60_000 },
  async () => {
    const texts = files.map((bytes) => new TextDecoder().decode(bytes).replace('SUMMARY:', 'SUMMARY:📅📆'))
    for (const text of texts) {
      // oxlint-disable-next-line unicorn/prefer-spread -- surrogates have to be separate
      expect(await outcome(text.split(''))).toEqual(await outcome(text))
    }
  },
)

test('lines folded anywhere in their bytes, with any line end, are unfolded', { timeout: 60_000 }, () => {
  const content = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 40 })
    .map((text) => `X${text.replaceAll(/[\r\n]/g, '')}`)
  const folded = fc.record({ text: content, at: fc.array(fc.nat(200), { maxLength: 4 }) })
  const end = fc.constantFrom('\r\n', '\n', '\r', '\r\r\n')
  fc.assert(
    fc.property(
      fc.array(folded, { maxLength: 12 }),
      end,
      fc.constantFrom(' ', '\t'),
      (lines, newline, blank) => {
        const encoder = new TextEncoder()
        const physical: number[] = []
        let number = 1
        const bytes = lines.flatMap(({ text, at }) => {
          physical.push(number)
          const pieces = [...cut(encoder.encode(text), at)].filter((piece) => piece.length > 0)
          number += pieces.length * (newline === '\r\r\n' ? 2 : 1)
          return pieces.flatMap((piece, index) => [
            ...encoder.encode(index === 0 ? '' : blank),
            ...piece,
            ...encoder.encode(newline),
          ])
        })
        const expected = lines.map(({ text }, index) => [
          new TextDecoder().decode(encoder.encode(text)),
          physical[index],
        ])
        expect(linesOf([Uint8Array.from(bytes)])).toEqual(expected)
        expect(linesOf(bytes.map((byte) => Uint8Array.of(byte)))).toEqual(expected)
      },
    ),
  )
})

test('random input only throws RangeErrors, and reading it ends', { timeout: 60_000 }, async () => {
  // Rejects for any other error; only a calendar without events gives no result.
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect(await outcome(bytes)).not.toEqual([])
    }),
  )
  const words = fc.constantFrom(
    ...'BEGIN END : ; = , " \r\n \n \t VCALENDAR VEVENT VTIMEZONE STANDARD DAYLIGHT VFREEBUSY VALARM DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE RECURRENCE-ID RANGE THISANDFUTURE FREEBUSY FBTYPE UID TZID VALUE DATE PERIOD X-WR-TIMEZONE TZOFFSETFROM TZOFFSETTO FREQ YEARLY SECONDLY BYDAY COUNT UNTIL 1MO / a Europe/Berlin +0100 P1D -PT1H PT9999999999999999H P999999999W 20260301 20260301T090000 20260301T090000Z 00000101T000000 99991231T235959Z 99999999 1000000 \u0000 ÿ'.split(
      ' ',
    ),
    ' ',
    '\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260301T090000Z\r\nDURATION:PT1H\r\n',
    '\r\nDTSTART;TZID=',
    '\r\nRRULE:FREQ=',
    '\r\nEND:VEVENT\r\n',
    '\r\nEND:VCALENDAR\r\n',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 60 }), async (parts) => {
      expect(await outcome(`BEGIN:VCALENDAR\r\n${parts.join('')}`)).toBeInstanceOf(Array)
    }),
    { numRuns: 2000 },
  )
})

test('random changes of bytes affect only the events they are in', { timeout: 60_000 }, async () => {
  const event = (uid: string): string =>
    `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART;TZID=Europe/Berlin:20260310T090000\r\nDTEND;TZID=Europe/Berlin:20260310T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEXDATE:20260320T080000Z\r\nEND:VEVENT\r\n`
  const value = fc
    .string({ maxLength: 30 })
    .map((text) => text.replaceAll(/[\r\n]/g, '').replace(/^[ \t]+/, ''))
  const line = fc.tuple(
    fc.constantFrom(
      'DTSTART',
      'DTEND',
      'RRULE',
      'EXDATE',
      'RDATE',
      'DURATION',
      'DTSTART;TZID=',
      'RECURRENCE-ID',
    ),
    value,
  )
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
      const bad = `BEGIN:VEVENT\r\nUID:bad\r\n${lines.map(([name, text]) => `${name}:${text}\r\n`).join('')}END:VEVENT\r\n`
      const said = await outcome(`BEGIN:VCALENDAR\r\n${event('one')}${bad}${event('two')}END:VCALENDAR\r\n`)
      for (const uid of ['one', 'two'])
        expect(said.filter((each) => each.includes(`"uid":"${uid}"`))).toHaveLength(2)
    }),
    { numRuns: 500 },
  )
})
