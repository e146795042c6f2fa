import fc from 'fast-check'
import type { OwnerCalendar, ShownBlock, ShownState } from '../../src/view/calendar.ts'
import type { Line } from '../../src/view/line.ts'

/** The lines of a picture without their styles. */
export const textsOf = (lines: readonly Line[]): string[] =>
  lines.map((line) => line.map((segment) => (typeof segment === 'string' ? segment : segment.text)).join(''))

/** A block of a day of December 2026 in Berlin, such as `shown('create', 21, '09:00', '10:30')`. */
export function shown(
  state: ShownState,
  day: number,
  from: string,
  to: string,
  { endDay = day, title = 'Busy', ...more }: Partial<ShownBlock> & { readonly endDay?: number } = {},
): ShownBlock {
  const time = (of: number, clock: string): string =>
    `2026-12-${String(of).padStart(2, '0')}T${clock}:00+01:00`
  return { state, startTime: time(day, from), endTime: time(endDay, to), title, ...more }
}

/** An owner in Berlin. */
export const owner = (
  name: string,
  blocks: readonly ShownBlock[],
  more: Partial<OwnerCalendar> = {},
): OwnerCalendar => ({
  name,
  timeZone: 'Europe/Berlin',
  blocks,
  ...more,
})

export const states: readonly ShownState[] = [
  'there',
  'create',
  'update',
  'delete',
  'keep',
  'refuse',
  'other',
  'appointment',
]

/** Zones with changes of an hour, of half an hour and at midnight, and one that has left out a day. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Pacific/Apia',
  'UTC',
]

/** First days of weeks in which clocks change in some of the zones. */
export const anyFrom: fc.Arbitrary<string> = fc.constantFrom(
  '2026-12-21',
  '2027-03-08',
  '2027-03-25',
  '2026-10-23',
  '2018-11-01',
  '2018-02-14',
  '2011-12-27',
)

/** Titles as people and attackers write them. */
export const anyTitle: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Lunch',
    'Donaudampfschifffahrtsgesellschaft',
    '会議 in 東京',
    '👨‍👩‍👧‍👦 family 🏖️',
    '🇩🇪🇫',
    'שלום עולם',
    '\u202Egnp.exe\u202C',
    'a\u0301\u0301\u0301e\u20DD',
    '</style><script>alert(1)</script>',
    '" onload="alert(1)',
    'tab\tline\nbreak\u2028\u0007\u001B[31m',
    '\uD800 half',
    '\u0600\u0661',
    'ﾞﾟ한글',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
)

/** Blocks around the week after a date: some touch it, some do not, and some have no length. */
const anyBlock = (from: string): fc.Arbitrary<ShownBlock> => {
  const start = Date.parse(`${from}T00:00:00Z`)
  const times = fc
    .record({
      at: fc.integer({ min: -2 * 1440, max: 9 * 1440 }),
      minutes: fc.oneof(
        fc.constantFrom(0, 5, 30, 60, 1439, 1440),
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 5000 }),
      ),
      title: anyTitle,
    })
    .map(({ at, minutes, title }) => ({
      startTime: new Date(start + at * 60_000).toISOString(),
      endTime: new Date(start + (at + minutes) * 60_000).toISOString(),
      title,
    }))
  return fc
    .record({ value: times, was: fc.option(times, { nil: undefined }), state: fc.constantFrom(...states) })
    .map(({ value, was, state }) => ({
      ...value,
      state,
      ...(was !== undefined && state === 'update' && { was }),
    }))
}

/** An owner with blocks around the week after a date. */
export const anyOwner = (from: string, maxBlocks = 25): fc.Arbitrary<OwnerCalendar> =>
  fc
    .record({
      name: anyTitle,
      timeZone: fc.constantFrom(...zones),
      detail: fc.option(anyTitle, { nil: undefined }),
      blocks: fc.array(anyBlock(from), { maxLength: maxBlocks }),
      message: fc.option(anyTitle, { nil: undefined }),
    })
    .map(({ name, timeZone, detail, blocks, message }) => ({
      name,
      timeZone,
      blocks,
      ...(detail !== undefined && { detail }),
      ...(message !== undefined && { stop: { reason: 'unreadable' as const, message } }),
    }))
