import {
  type BusyOptions,
  type BusyTime,
  busyTimes,
  type CalendarSource,
  type CalendarWarning,
} from '../../src/icalendar/index.ts'

/** Options that replace a year in New York. */
export type Options = Partial<Parameters<typeof busyTimes>[1]>

/** Reads a source as far as possible. */
export async function readAll(
  source: CalendarSource,
  options: Options = {},
): Promise<{
  busy: BusyTime[]
  warnings: CalendarWarning[]
  messages: string[]
  failure: Error | undefined
}> {
  const busy: BusyTime[] = []
  const warnings: CalendarWarning[] = []
  let failure: Error | undefined
  try {
    const all = busyTimes(source, {
      between: { from: '2026-01-01', to: '2026-12-31' },
      defaultTimeZone: 'America/New_York',
      end: 'midnight',
      onWarning: (warning) => warnings.push(warning),
      ...options,
    })
    for await (const each of all) busy.push(each)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    failure = error
  }
  return { busy, warnings, messages: warnings.map(({ message }) => message), failure }
}

/** Options for three months in UTC, which collect the warnings. */
export const inWinter = (messages: string[] = []): BusyOptions => ({
  between: { from: '2026-01-01', to: '2026-03-31' },
  defaultTimeZone: 'UTC',
  onWarning: ({ message }) => messages.push(message),
})

/** Reads a source; its errors are thrown. */
export async function readEach(
  source: CalendarSource,
  options: BusyOptions = inWinter(),
): Promise<BusyTime[]> {
  const busy: BusyTime[] = []
  for await (const each of busyTimes(source, options)) busy.push(each)
  return busy
}

/** A valid event. */
export const good = 'BEGIN:VEVENT\r\nUID:good\r\nDTSTART:20260302T090000Z\r\nDURATION:PT1H\r\nEND:VEVENT'

/** A calendar of these lines. */
export const calendar = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n')
/** An event of these lines. */
export const event = (...lines: string[]): string =>
  ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT'].join('\r\n')

/** The times of events, one line each, and the warnings. */
export async function timesOf(lines: string[], options?: Options): Promise<string[]> {
  const { busy, messages, failure } = await readAll(calendar(...lines), options)
  const times = busy.map(
    ({ startTime, endTime, allDay }) => `${startTime} ${endTime}${allDay ? ' allDay' : ''}`,
  )
  return [...times, ...messages, ...(failure === undefined ? [] : [String(failure)])]
}

/** A copy sorted by key. */
export function sorted<T>(list: readonly T[], key: (item: T) => string): T[] {
  const copy = [...list]
  copy.sort((one, other) => (key(one) < key(other) ? -1 : 1))
  return copy
}
