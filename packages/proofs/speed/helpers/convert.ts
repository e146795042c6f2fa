import { TZDate } from '@date-fns/tz'
import { format } from 'date-fns'
import { formatInTimeZone, fromZonedTime } from 'date-fns-tz'
import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone.js'
import utc from 'dayjs/plugin/utc.js'
import { DateTime } from 'luxon'
import moment from 'moment-timezone'
import { Temporal } from 'temporal-polyfill/implementation'
import { toOffsetDateTime } from '@block-slots/helpers/src/index.ts'
import { periodsBetween } from '@block-slots/helpers/src/zone/resolve.ts'
import { intlOffset } from '@block-slots/helpers/src/zone/source.ts'
import { tzdata } from '@block-slots/helpers/src/tzdata/index.ts'
import { writeOffset } from '@block-slots/helpers/src/zone/write.ts'
import type { Candidate } from './measure.ts'

dayjs.extend(utc)
dayjs.extend(timezone)

type Convert = (wall: string, zone: string) => string
type Job = { readonly wall: string; readonly zone: string }

const zones =
  'America/New_York America/Los_Angeles America/Chicago America/Denver America/Sao_Paulo America/Santiago America/St_Johns Europe/London Europe/Berlin Europe/Paris Europe/Moscow Africa/Cairo Africa/Johannesburg Asia/Kolkata Asia/Tokyo Asia/Shanghai Asia/Dubai Australia/Sydney Australia/Lord_Howe Pacific/Auckland'.split(
    ' ',
  )

/** Random wall times of ten years in twenty zones, always the same. */
export function mixed(count: number): Job[] {
  let seed = 1
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  return Array.from({ length: count }, () => ({
    wall: new Date(Date.UTC(2020, 0, 1) + random() * 3652 * 86_400_000).toISOString().slice(0, 16),
    zone: zones[Math.floor(random() * zones.length)] ?? 'UTC',
  }))
}

/** Noon of successive days in one zone. */
export function successive(count: number): Job[] {
  return Array.from({ length: count }, (_, day) => ({
    wall: `${new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 11)}12:00`,
    zone: 'America/New_York',
  }))
}

/**
 * `Intl` without a cache of offsets: two offsets, a day before and a day after, are enough unless the clocks change in
 * between. The formatter of each zone is created once.
 */
function uncached(wall: string, zone: string): string {
  const seconds = Date.parse(`${wall}Z`) / 1000
  const [before, after] = [intlOffset(zone, seconds - 86_400), intlOffset(zone, seconds + 86_400)]
  if (before === after) return `${wall}:00${writeOffset(before)}`
  const there = { name: zone, source: intlOffset, pages: [] }
  const shown = periodsBetween(there, seconds - 86_400, seconds + 86_400).filter(
    ({ from, offset }, index, all) =>
      seconds - offset >= from && seconds - offset < (all[index + 1]?.from ?? Infinity),
  )
  const [first] = shown
  if (first !== undefined) return `${wall}:00${writeOffset(first.offset)}`
  const shifted = new Date((seconds - before + after) * 1000).toISOString().slice(0, 19)
  return `${shifted}${writeOffset(after)}`
}

/** The same with a new formatter for every offset. */
function naive(wall: string, zone: string): string {
  const seconds = Date.parse(`${wall}Z`) / 1000
  const ask = (epoch: number): string =>
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
      .format(epoch * 1000)
      .replace(/^.*GMT/, '')
  const [before, after] = [ask(seconds - 86_400), ask(seconds + 86_400)]
  return before === after ? `${wall}:00${before === '' ? '+00:00' : before}` : uncached(wall, zone)
}

type PlainDateTime = {
  toZonedDateTime(zone: string): { toString(options: { timeZoneName: 'never' }): string }
}

/** The runtime's own Temporal, read before a library installs a polyfill. */
const native: unknown = Reflect.get(globalThis, 'Temporal')

function nativeFrom(): ((text: string) => PlainDateTime) | undefined {
  if (typeof native !== 'object' || native === null) return undefined
  const type: unknown = Reflect.get(native, 'PlainDateTime')
  const from: unknown = typeof type === 'function' ? Reflect.get(type, 'from') : undefined
  return typeof from === 'function' ? (text): PlainDateTime => Reflect.apply(from, type, [text]) : undefined
}

function ours(source: typeof tzdata | undefined): Convert {
  // Created once, as a caller with many times does.
  const options = new Map(zones.map((zone) => [zone, { timeZone: zone, zoneSource: source }]))
  return (wall, zone) => toOffsetDateTime(wall, options.get(zone))
}

const nativePlainDateTime = nativeFrom()
const converts: readonly (readonly [name: string, convert: Convert])[] = [
  ['**toOffsetDateTime**', ours(undefined)],
  ['the same with `zoneSource: tzdata`', ours(tzdata)],
  ['`Intl`, two offsets, no cache', uncached],
  ['`Intl`, a new formatter for each offset', naive],
  ...(nativePlainDateTime === undefined
    ? []
    : [
        [
          'native Temporal',
          (wall, zone): string =>
            nativePlainDateTime(wall).toZonedDateTime(zone).toString({ timeZoneName: 'never' }),
        ] as const satisfies readonly [string, Convert],
      ]),
  [
    'temporal-polyfill',
    (wall, zone): string =>
      Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).toString({ timeZoneName: 'never' }),
  ],
  [
    'luxon',
    (wall, zone): string => DateTime.fromISO(wall, { zone }).toISO({ suppressMilliseconds: true }) ?? '',
  ],
  ['dayjs', (wall, zone): string => dayjs.tz(wall, zone).format('YYYY-MM-DDTHH:mm:ssZ')],
  ['moment-timezone', (wall, zone): string => moment.tz(wall, zone).format('YYYY-MM-DDTHH:mm:ssZ')],
  [
    '@date-fns/tz',
    (wall, zone): string => {
      const [year = 0, month = 1, day, hour, minute] = wall.split(/\D/).map(Number)
      return format(
        new TZDate(year, month - 1, day ?? 1, hour ?? 0, minute ?? 0, zone),
        "yyyy-MM-dd'T'HH:mm:ssxxx",
      )
    },
  ],
  [
    'date-fns-tz',
    (wall, zone): string => formatInTimeZone(fromZonedTime(wall, zone), zone, "yyyy-MM-dd'T'HH:mm:ssxxx"),
  ],
]

/** Every library on the same jobs, with the number of results that differ from the first. */
export function conversions(jobs: readonly Job[]): Candidate[] {
  const [, reference] = converts[0] ?? []
  const expected = jobs.map(({ wall, zone }) => reference?.(wall, zone))
  return converts.map(([name, convert]) => {
    const other = jobs.filter(({ wall, zone }, index) => convert(wall, zone) !== expected[index]).length
    // Batches are small because some libraries are slow.
    let next = 0
    const run = (): number => {
      for (let count = 0; count < 200; count += 1) {
        const job = jobs[next % jobs.length]
        if (job !== undefined && convert(job.wall, job.zone) === '') throw new Error(`${name} failed`)
        next += 1
      }
      return 200
    }
    return { name, run, note: other === 0 ? '' : `${other} of ${jobs.length} results differ` }
  })
}
