import { describe, expect, test } from 'vitest'
import { toBlocks } from '../src/icalendar/index.ts'
import { type BlockTimes, describeTimes, mergeTimes, splitByDay, subtractTimes } from '../src/index.ts'

/** A block by its hours in Berlin, by default on 24 December 2026. */
const hours = (start: string, end: string, day = '2026-12-24'): BlockTimes => ({
  startTime: `${day}T${start}:00+01:00`,
  endTime: `${day}T${end}:00+01:00`,
})

/** Blocks as text, without their common parts. */
const short = (times: readonly BlockTimes[]): string[] =>
  times.map(({ startTime, endTime }) =>
    `${startTime} ${endTime}`.replaceAll(':00+01:00', '').replaceAll('2026-12-24T', ''),
  )

describe('merging', () => {
  test('joins blocks that overlap, touch, or contain each other, and sorts the others', () => {
    expect(
      short(
        mergeTimes([
          hours('14:00', '15:00'),
          hours('09:00', '10:00'),
          hours('09:15', '09:30'),
          hours('10:00', '11:00'),
          hours('10:30', '12:00'),
          hours('12:01', '13:00'),
        ]),
      ),
    ).toEqual(['09:00 12:00', '12:01 13:00', '14:00 15:00'])
  })

  test('compares instants, not texts, and keeps the offset of each end', () => {
    expect(
      mergeTimes([
        { startTime: '2026-12-24T04:00:00-05:00', endTime: '2026-12-24T05:00:00-05:00' },
        hours('09:30', '10:30'),
        { startTime: '2026-12-24T09:30:00Z', endTime: '2026-12-24T15:30:00+0530' },
      ]),
    ).toEqual([{ startTime: '2026-12-24T09:30:00+01:00', endTime: '2026-12-24T05:00:00-05:00' }])
  })

  test('writes every offset as in RFC 3339, and keeps milliseconds', () => {
    expect(
      mergeTimes([{ startTime: '2026-12-24 09:30:00.5Z', endTime: '2026-12-24T15:30:00.001+0530' }]),
    ).toEqual([{ startTime: '2026-12-24T09:30:00.500+00:00', endTime: '2026-12-24T15:30:00.001+05:30' }])
    const first = { ...hours('09:00', '10:00'), endTime: '2026-12-24T09:59:59.999+01:00' }
    const second = hours('10:00', '11:00')
    expect(mergeTimes([first, second])).toEqual([first, second])
  })

  test('drops blocks without length, accepts any iterable, and does not modify its input', () => {
    const given = [hours('10:00', '10:00'), hours('12:00', '13:00'), hours('09:00', '12:00')]
    const copy = structuredClone(given)
    expect(short(mergeTimes(new Set(given)))).toEqual(['09:00 13:00'])
    expect(short(mergeTimes(given.values()))).toEqual(['09:00 13:00'])
    expect(given).toEqual(copy)
    expect(mergeTimes([])).toEqual([])
  })

  test('keeps only the two times', () => {
    const titled = [{ ...hours('09:00', '10:00'), title: 'Lunch' }]
    expect(mergeTimes(titled)).toStrictEqual([hours('09:00', '10:00')])
  })
})

describe('subtracting', () => {
  const day = { ...hours('09:00', '17:00'), title: 'Shift' }

  test.each([
    ['nothing', [], ['09:00 17:00']],
    ['the middle', [hours('12:00', '13:00')], ['09:00 12:00', '13:00 17:00']],
    ['both ends', [hours('08:00', '10:00'), hours('16:00', '18:00')], ['10:00 16:00']],
    ['blocks that only touch', [hours('08:00', '09:00'), hours('17:00', '18:00')], ['09:00 17:00']],
    ['the whole', [hours('09:00', '17:00')], []],
    ['more than the whole, in parts', [hours('13:00', '18:00'), hours('08:00', '13:00')], []],
    [
      'overlapping blocks',
      [hours('12:00', '13:00'), hours('12:30', '14:00')],
      ['09:00 12:00', '14:00 17:00'],
    ],
    ['a block without length', [hours('12:00', '12:00')], ['09:00 17:00']],
  ])('%s', (_, minus, expected) => {
    expect(short(subtractTimes([day], minus))).toEqual(expected)
  })

  test('each block is cut separately and keeps its other properties', () => {
    const lunch = [hours('12:00', '13:00')]
    const late = { ...hours('11:00', '14:00'), title: 'Late' }
    expect(subtractTimes([late, day], lunch)).toStrictEqual([
      { ...hours('09:00', '12:00'), title: 'Shift' },
      { ...hours('11:00', '12:00'), title: 'Late' },
      { ...hours('13:00', '17:00'), title: 'Shift' },
      { ...hours('13:00', '14:00'), title: 'Late' },
    ])
  })

  test('a cut is written in the offset of the start of the block, not of the subtracted one', () => {
    const block = { startTime: '2026-10-25T00:00:00+02:00', endTime: '2026-10-25T06:00:00+01:00' }
    const minus = { startTime: '2026-10-25T01:00:00Z', endTime: '2026-10-25T02:00:00Z' }
    expect(subtractTimes([block], [minus])).toEqual([
      { startTime: '2026-10-25T00:00:00+02:00', endTime: '2026-10-25T03:00:00+02:00' },
      { startTime: '2026-10-25T04:00:00+02:00', endTime: '2026-10-25T06:00:00+01:00' },
    ])
  })

  test('a long hole is subtracted from all blocks that follow', () => {
    const minus = [hours('09:30', '16:00'), hours('10:00', '10:30')]
    expect(
      short(
        subtractTimes([hours('09:00', '10:00'), hours('11:00', '12:00'), hours('15:00', '17:00')], minus),
      ),
    ).toEqual(['09:00 09:30', '16:00 17:00'])
  })
})

describe('splitting', () => {
  test('cuts at midnight of the zone, and keeps the other properties', () => {
    const night = { startTime: '2026-12-24T21:00:00Z', endTime: '2026-12-26T05:00:00Z', title: 'Feast' }
    expect(splitByDay([night], { timeZone: 'Europe/Berlin', end: 'midnight' })).toStrictEqual([
      { startTime: '2026-12-24T22:00:00+01:00', endTime: '2026-12-25T00:00:00+01:00', title: 'Feast' },
      { startTime: '2026-12-25T00:00:00+01:00', endTime: '2026-12-26T00:00:00+01:00', title: 'Feast' },
      { startTime: '2026-12-26T00:00:00+01:00', endTime: '2026-12-26T06:00:00+01:00', title: 'Feast' },
    ])
  })

  test('a block that ends at midnight has no piece on the next day, one without length has none', () => {
    const block = { ...hours('22:00', '23:00'), endTime: '2026-12-25T00:00:00+01:00' }
    const empty = hours('12:00', '12:00')
    expect(splitByDay([empty, block], { timeZone: 'Europe/Berlin', end: 'midnight' })).toEqual([block])
  })

  test.each([
    [
      'a night that begins at 01:00',
      'America/Sao_Paulo',
      '2018-11-03T22:00-03:00 2018-11-04T06:00-02:00',
      [
        '2018-11-03T22:00:00-03:00 2018-11-04T01:00:00-02:00',
        '2018-11-04T01:00:00-02:00 2018-11-04T06:00:00-02:00',
      ],
    ],
    [
      'a clock that goes back at midnight, into the same day',
      'America/Sao_Paulo',
      '2018-02-17T22:00-02:00 2018-02-18T06:00-03:00',
      [
        '2018-02-17T22:00:00-02:00 2018-02-18T00:00:00-03:00',
        '2018-02-18T00:00:00-03:00 2018-02-18T06:00:00-03:00',
      ],
    ],
    [
      'a day that does not exist',
      'Pacific/Apia',
      '2011-12-29T22:00-10:00 2011-12-31T06:00+14:00',
      [
        '2011-12-29T22:00:00-10:00 2011-12-31T00:00:00+14:00',
        '2011-12-31T00:00:00+14:00 2011-12-31T06:00:00+14:00',
      ],
    ],
    [
      'a clock that goes back to the day before',
      'America/St_Johns',
      '2006-10-28T22:00-02:30 2006-10-29T06:00-03:30',
      [
        '2006-10-28T22:00:00-02:30 2006-10-29T00:00:00-02:30',
        // For a minute it was the 29th, and then the 28th again.
        '2006-10-29T00:00:00-02:30 2006-10-28T23:01:00-03:30',
        '2006-10-28T23:01:00-03:30 2006-10-29T00:00:00-03:30',
        '2006-10-29T00:00:00-03:30 2006-10-29T06:00:00-03:30',
      ],
    ],
  ])('%s', (_, timeZone, block, expected) => {
    const [startTime = '', endTime = ''] = block.split(' ')
    const pieces = splitByDay([{ startTime, endTime }], { timeZone, end: 'midnight' })
    expect(pieces.map((each) => `${each.startTime} ${each.endTime}`)).toEqual(expected)
  })

  test('pieces end in the last minute of their day, unless that leaves them no length', () => {
    const ends = (startTime: string, endTime: string): string[] =>
      splitByDay([{ startTime, endTime }], { timeZone: 'Europe/Berlin' }).map((piece) => piece.endTime)
    expect(ends('2026-12-24T21:00Z', '2026-12-26T05:00Z')).toEqual([
      '2026-12-24T23:59:00+01:00',
      '2026-12-25T23:59:00+01:00',
      '2026-12-26T06:00:00+01:00',
    ])
    expect(ends('2026-12-24T12:00Z', '2026-12-24T23:00Z')).toEqual(['2026-12-24T23:59:00+01:00'])
    expect(ends('2026-12-24T22:59Z', '2026-12-24T23:01Z')).toEqual([
      '2026-12-25T00:00:00+01:00',
      '2026-12-25T00:01:00+01:00',
    ])
    expect(() => Reflect.apply(splitByDay, undefined, [[], { timeZone: 'UTC', end: 'noon' }])).toThrow(
      '"noon" is not a value of end.',
    )
  })

  test('a block of more than 100,000 days is rejected before anything is split', () => {
    const upTo = (endTime: string) => (): number =>
      splitByDay([{ startTime: '2027-02-01T12:00:00Z', endTime }], { timeZone: 'Asia/Kolkata' }).length
    expect(upTo('2127-02-01T12:00:00Z')()).toBe(36_525)
    expect(upTo('9999-12-31T23:59:59Z')).toThrow(
      'Expected each of times to have at most 100000 days and got 2912047. Give an earlier end.',
    )
  })

  test('zoneSource is used', () => {
    const [block] = splitByDay([hours('01:00', '02:00')], { timeZone: 'Europe/Berlin', zoneSource: () => 0 })
    expect(block?.startTime).toBe('2026-12-24T00:00:00+00:00')
    const placed = { startTime: '2026-12-24T00:00+00:00[Europe/Berlin]', endTime: '2026-12-24T01:00Z' }
    expect(splitByDay([placed], { timeZone: 'UTC', zoneSource: () => 0 })).toHaveLength(1)
    expect(() => splitByDay([placed], { timeZone: 'UTC' })).toThrow('contradicts itself')
  })
})

/** The result or error of arguments that the types forbid. */
function refusal(call: (...args: never[]) => unknown, ...args: readonly unknown[]): string {
  try {
    return JSON.stringify(Reflect.apply(call, undefined, args))
  } catch (error) {
    return String(error)
  }
}

test('an async iterable is rejected with the way to collect it', async () => {
  async function* busy(): AsyncGenerator<BlockTimes> {
    yield hours('09:00', '10:00')
  }
  for (const attempt of [
    refusal(mergeTimes, busy()),
    refusal(subtractTimes, busy(), []),
    refusal(subtractTimes, [], busy()),
    refusal(splitByDay, busy(), { timeZone: 'UTC' }),
    refusal(describeTimes, busy(), { timeZone: 'UTC' }),
  ]) {
    expect(attempt).toMatch(
      /^TypeError: Expected (?:times|minus) to be blocks and got an async iterable, as busyTimes gives\. Collect it first: await Array\.fromAsync\(times\), or await toBlocks\(times\) for busy times\.$/,
    )
  }
  expect(mergeTimes(await toBlocks(busy()))).toHaveLength(1)
})

test('a wrong element is rejected with its index, the rule and a fix', () => {
  const good = hours('09:00', '10:00')
  expect(
    [
      { ...good, startTime: '2026-10-09 16:30:00' },
      { ...good, endTime: '2026-12-24T10:00[Europe/Berlin]' },
      { ...good, endTime: '2026-12-24' },
      { ...good, startTime: '2026-02-30T09:00:00+01:00' },
      { startTime: good.endTime, endTime: good.startTime },
      { startTime: good.startTime },
      { ...good, endTime: new Date(0) },
      null,
      good.startTime,
    ].map((wrong) => refusal(mergeTimes, [good, wrong])),
  ).toMatchInlineSnapshot(`
    [
      "RangeError: times[1].startTime: "2026-10-09 16:30:00" has no offset, so it is not an instant. Give one with toOffsetDateTime(time, { timeZone }).",
      "RangeError: times[1].endTime: "2026-12-24T10:00[Europe/Berlin]" has no offset, so it is not an instant. Give one with toOffsetDateTime(time, { timeZone }).",
      "RangeError: times[1].endTime: "2026-12-24" has no time of day. Write one after the date, such as 2026-12-24T00:00.",
      "RangeError: times[1].startTime: "2026-02-30T09:00:00+01:00" does not exist. Its day must be from 1 to 28.",
      "RangeError: times[1] ends before it starts: it runs from 2026-12-24T10:00:00+01:00 to 2026-12-24T09:00:00+01:00. Swap or correct its times.",
      "TypeError: Expected times[1].endTime to be a text such as "2026-12-24T12:00:00+01:00" and got undefined. Write other times with toOffsetDateTime.",
      "TypeError: Expected times[1].endTime to be a text such as "2026-12-24T12:00:00+01:00" and got an object (Date). Write other times with toOffsetDateTime.",
      "TypeError: Expected times[1] to be a block such as { startTime: "2026-12-24T12:00:00+01:00", endTime: "2026-12-24T18:00:00+01:00" } and got null.",
      "TypeError: Expected times[1] to be a block such as { startTime: "2026-12-24T12:00:00+01:00", endTime: "2026-12-24T18:00:00+01:00" } and got "2026-12-24T09:00:00+01:00".",
    ]
  `)
  expect([
    refusal(mergeTimes, good),
    refusal(mergeTimes, good.startTime),
    refusal(mergeTimes),
    refusal(subtractTimes, [good]),
    refusal(subtractTimes, [good], [good, { ...good, startTime: '' }]),
    refusal(splitByDay, [good, { ...good, startTime: 'now' }], { timeZone: 'UTC' }),
    refusal(splitByDay, [good], { timeZone: 'Mars/Phobos' }),
    refusal(splitByDay, [good], 'UTC'),
    refusal(splitByDay, [good]),
  ]).toMatchInlineSnapshot(`
    [
      "TypeError: Expected "times" to be an array or another iterable of blocks and got an object (Object). Put a single block into [ ].",
      "TypeError: Expected "times" to be an array or another iterable of blocks and got "2026-12-24T09:00:00+01:00". Put a single block into [ ].",
      "TypeError: Expected "times" to be an array or another iterable of blocks and got undefined. Put a single block into [ ].",
      "TypeError: Expected "minus" to be an array or another iterable of blocks and got undefined. Put a single block into [ ].",
      "RangeError: minus[1].startTime: "" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: times[1].startTime: "now" is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.",
      "RangeError: "Mars/Phobos" is not a time zone. Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.",
      "TypeError: Expected options such as { timeZone: "America/New_York" } and got "UTC".",
      "TypeError: Expected options such as { timeZone: "America/New_York" } and got undefined.",
    ]
  `)
})
