import { expect, test } from 'vitest'
import type { OwnerCalendar } from '../../../src/view/calendar.ts'
import { renderWeek, type WeekOptions } from '../../../src/view/week/week.ts'
import { owner, shown, textsOf } from '../../support/shown.ts'

const draw = (owners: readonly OwnerCalendar[], options: Partial<WeekOptions> = {}): string =>
  textsOf(renderWeek(owners, { from: '2026-12-21', ...options })).join('\n')
/** The lines of a picture that have a text. */
const linesWith = (text: string, picture: string): string[] =>
  picture.split('\n').filter((line) => line.includes(text))

const busy = owner('anna', [
  shown('update', 21, '09:00', '10:30', { was: shown('there', 21, '13:00', '14:00') }),
  shown('create', 22, '09:00', '10:30'),
  shown('delete', 23, '15:00', '17:00'),
  shown('refuse', 22, '15:00', '16:30'),
  shown('appointment', 22, '15:30', '16:00', { title: 'Appointment' }),
  shown('other', 24, '09:00', '10:00', { title: 'Zahnarzt' }),
  shown('keep', 24, '14:00', '15:15', { title: 'Short day' }),
  shown('there', 25, '12:00', '13:00', { title: 'Lunch' }),
  shown('create', 26, '17:00', '09:00', { endDay: 27, title: 'Closed' }),
])

test('draws a week in 80 columns, with a sign for each state', () => {
  expect(`\n${draw([busy])}\n`).toMatchInlineSnapshot(`
    "
    anna  21 to 27 Dec 2026 · Europe/Berlin
           Mon 12-21 Tue 12-22 Wed 12-23 Thu 12-24 Fri 12-25 Sat 12-26 Sun 12-27
    08:00 │         │         │         │         │         │         │↑Closed +
          │         │         │         │         │         │         │+++++++++
    09:00 │~Busy ~~~│+Busy +++│         │░Zahnarzt│         │         │
          │~~~~~~~~~│+++++++++│         │░░░░░░░░░│         │         │
    10:00 │~~~~~~~~~│+++++++++│         │         │         │         │
          │         │         │         │         │         │         │
    11:00 │         │         │         │         │         │         │
          │         │         │         │         │         │         │
    12:00 │         │         │         │         │▒Lunch ▒▒│         │
          │         │         │         │         │▒▒▒▒▒▒▒▒▒│         │
    13:00 │.Busy ...│         │         │         │         │         │
          │.........│         │         │         │         │         │
    14:00 │         │         │         │=Short ==│         │         │
          │         │         │         │=day ====│         │         │
    15:00 │         │xBusy xxx│-Busy ---│=========│         │         │
          │         │xxx :App…│---------│         │         │         │
    16:00 │         │xxxxxxxxx│---------│         │         │         │
          │         │         │---------│         │         │         │
    17:00 │         │         │         │         │         │+Closed +│
          │         │         │         │         │         │++++++++↓│

    ++ create   ~~ change   .. before a change   -- delete   xx refused
    == kept as it is   ▒▒ there already   ░░ made elsewhere   :: appointment
    ↑ began before   ↓ goes on
    "
  `)
})

test('divides the days of a week over 40 columns', () => {
  const headers = linesWith('Mon', draw([busy], { columns: 40 }))
  expect(headers).toEqual(['       Mon 21  Tue 22  Wed 23  Thu 24'])
  expect(linesWith('Sun', draw([busy], { columns: 40 }))).toEqual(['       Fri 25  Sat 26  Sun 27'])
})

test('owners are side by side where a week of each has room, else below each other', () => {
  const two = [busy, owner('ben', [shown('there', 21, '12:00', '13:00')], { timeZone: 'Asia/Kolkata' })]
  expect(linesWith('Mon', draw(two))).toHaveLength(2)
  expect(linesWith('Mon', draw(two, { columns: 120 }))).toEqual([
    '    Mon 21  Tue 22  Wed 23  Thu 24  Fri 25  Sat 26  Sun 27       Mon 21  Tue 22  Wed 23  Thu 24  Fri 25  Sat 26  Sun 27',
  ])
  // Noon in Berlin is half past four in Kolkata.
  const rows = draw(two, { columns: 120 }).split('\n')
  const row = rows.findIndex((line) => line.startsWith('16 '))
  expect(rows.slice(row, row + 2).map((line) => line.slice(61, 73))).toEqual(['16 │       │', '   │▒Busy ▒│'])
})

test('a title breaks between words', () => {
  const closed = owner('anna', [
    shown('create', 21, '09:00', '11:00', { title: 'Closed for staff training' }),
  ])
  const rows = linesWith('+', draw([closed])).map((line) => line.slice(6, 17))
  expect(rows.slice(0, 4)).toEqual(['│+Closed +│', '│+for ++++│', '│+staff ++│', '│+training│'])
})

test('titles are cut by their width, and show no control characters', () => {
  const picture = draw([
    owner('anna', [
      shown('create', 21, '09:00', '09:30', { title: '会議会議会議' }),
      shown('create', 22, '09:00', '09:30', { title: '\u202Egnp' }),
      shown('create', 23, '09:00', '09:30', { title: '👨‍👩‍👧 trip' }),
      shown('create', 24, '09:00', '09:30', { title: '' }),
    ]),
  ])
  expect(linesWith('09:00', picture)).toEqual([
    '09:00 │+会議会… │+\uFFFDgnp +++│+👨‍👩‍👧 trip │+(no tit…│         │         │',
  ])
})

test('a block that is shorter than half an hour has a row, and two in one row are side by side', () => {
  const short = owner('anna', [
    shown('create', 21, '09:10', '09:15', { title: 'A' }),
    shown('there', 21, '09:20', '09:25', { title: 'B' }),
  ])
  expect(linesWith('09:00', draw([short]))[0]).toContain('09:00 │+A  ▒B ▒▒│ ')
})

test('a block without length has a row', () => {
  const moment = owner('anna', [shown('create', 21, '09:00', '09:00', { title: 'Now' })])
  expect(linesWith('09:00', draw([moment]))[0]).toContain('09:00 │+Now ++++│')
})

test('more blocks than there is room for are counted, there and below', () => {
  const many = owner(
    'anna',
    Array.from({ length: 12 }, () => shown('create', 21, '09:00', '10:00')),
  )
  const picture = draw([many])
  expect(linesWith('09:00', picture)[0]).toContain('│++++++++5│')
  expect(picture).toContain('Not in the picture: 5 blocks beside others, counted there.')
})

test('hours between the shown ones are left out in one row', () => {
  const night = owner('anna', [
    shown('create', 21, '02:00', '03:00', { title: 'Night' }),
    shown('there', 22, '01:00', '12:00', { title: 'Long' }),
  ])
  const rows = draw([night])
    .split('\n')
    .map((line) => line.slice(0, 26))
  expect(rows.slice(2, 10)).toEqual([
    '01:00 │         │▒Long ▒▒▒',
    '      │         │▒▒▒▒▒▒▒▒▒',
    '02:00 │+Night ++│▒▒▒▒▒▒▒▒▒',
    '      │+++++++++│▒▒▒▒▒▒▒▒▒',
    '03:00 │         │▒▒▒▒▒▒▒▒▒',
    '      │         │▒▒▒▒▒▒▒▒▒',
    '04:00 │         │▒▒▒▒▒▒▒▒▒',
    '      │         │▒▒▒▒▒▒▒▒▒',
  ])
  const [gap] = linesWith('⋮', draw([owner('anna', [shown('create', 21, '02:00', '03:00')])]))
  expect(gap?.trimEnd()).toBe(' ⋮    │         │         │         │         │         │         │')
})

test('says on which days the clocks change, and hatches the minutes that are skipped', () => {
  const spring: OwnerCalendar = {
    name: 'anna',
    timeZone: 'America/New_York',
    blocks: [
      {
        state: 'create',
        startTime: '2027-03-14T01:00:00-05:00',
        endTime: '2027-03-14T04:00:00-04:00',
        title: 'Night',
      },
      {
        state: 'there',
        startTime: '2027-03-13T02:00:00-05:00',
        endTime: '2027-03-13T03:00:00-05:00',
        title: 'Day',
      },
    ],
  }
  const picture = draw([spring], { from: '2027-03-13', days: 2, columns: 40 })
  expect(picture).toContain('The clocks change in America/New_York on')
  expect(linesWith('03:00', picture)[0]).toContain('│+')
  const quiet = draw([{ ...spring, blocks: spring.blocks.slice(1) }], {
    from: '2027-03-13',
    days: 2,
    columns: 40,
  })
  expect(linesWith('02:00', quiet)[0]).toBe('02:00 │▒Day ▒▒▒▒▒▒▒▒▒▒▒│////////////////')
})

test('without changes, what is there is blocked', () => {
  const picture = draw([
    owner('anna', [shown('there', 21, '09:00', '10:00'), shown('other', 22, '09:00', '10:00')]),
  ])
  expect(picture.split('\n').at(-1)).toBe('▒▒ blocked   ░░ made elsewhere')
})

test('marks the present', () => {
  const now = Date.parse('2026-12-23T10:40:00+01:00')
  const picture = draw([busy], { now })
  expect(linesWith('▸', picture).map((line) => line.slice(0, 7))).toEqual(['       ', '10:30▸│', '↑ began'])
  expect(picture.split('\n')[1]).toBe(
    '       Mon 12-21 Tue 12-22▸Wed 12-23 Thu 12-24 Fri 12-25 Sat 12-26 Sun 12-27',
  )
  expect(draw([busy], { now: now + 14 * 86_400_000 })).not.toContain('▸')
})

test('days that are blocked as a whole take two rows, and their hours none', () => {
  const closed = owner('anna', [
    shown('create', 24, '00:00', '23:59', { endDay: 26, title: 'Closed' }),
    shown('there', 22, '00:00', '00:00', { endDay: 23, title: 'Day off' }),
  ])
  expect(`\n${draw([closed])}\n`).toMatchInlineSnapshot(`
    "
    anna  21 to 27 Dec 2026 · Europe/Berlin
           Mon 12-21 Tue 12-22 Wed 12-23 Thu 12-24 Fri 12-25 Sat 12-26 Sun 12-27
    day   │         │▒Day off │         │+Closed +│↑Closed +│↑Closed +│
          │         │▒▒▒▒▒▒▒▒▒│         │++++++++↓│++++++++↓│+++++++++│

    ++ create   ▒▒ there already   ↑ began before   ↓ goes on
    "
  `)
  const withHour = owner('anna', [...closed.blocks, shown('there', 21, '09:00', '10:00')])
  expect(linesWith('17:00', draw([withHour]))).toHaveLength(1)
})

test('the days are named with month and year', () => {
  const block = shown('there', 21, '12:00', '13:00')
  const headOf = (from: string, days: number): string | undefined =>
    draw([owner('anna', [block])], { from, days }).split('\n')[0]
  expect(headOf('2026-12-21', 1)).toBe('anna  21 Dec 2026 · Europe/Berlin')
  expect(headOf('2026-11-30', 7)).toBe('anna  30 Nov to 6 Dec 2026 · Europe/Berlin')
  expect(headOf('2026-12-28', 7)).toBe('anna  28 Dec 2026 to 3 Jan 2027 · Europe/Berlin')
})

test('an owner without blocks and one that is stopped say so', () => {
  const stop = {
    reason: 'source-empty',
    message: 'Source google yields nothing although 12 blocks were created for it.',
  } as const
  const picture = draw([owner('ben', [], { stop }), owner('carla', [shown('there', 30, '09:00', '10:00')])], {
    columns: 44,
  })
  expect(picture).toBe(
    [
      'ben  21 to 27 Dec 2026 · Europe/Berlin',
      'Stopped: Source google yields nothing',
      'although 12 blocks were created for it.',
      'Nothing from Mon 12-21 to Sun 12-27.',
      '',
      'carla  21 to 27 Dec 2026 · Europe/Berlin',
      'Nothing from Mon 12-21 to Sun 12-27.',
      '',
      'Not in the picture: 1 block after Sun 12-27.',
    ].join('\n'),
  )
  const parts = draw([owner('ben', [shown('there', 21, '09:00', '10:00')], { stop })], { columns: 44 })
  expect(linesWith('Stopped', parts)).toHaveLength(1)
  expect(parts).toContain('Nothing from Fri 12-25 to Sun 12-27.')
})
