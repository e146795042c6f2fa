import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const vectors = new URL('vectors/', import.meta.url)
const hosts = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia']
const seasons = ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z']

function linesOf<T>(name: string): T[] {
  const text = readFileSync(new URL(name, vectors), 'utf8')
  const lines: T[] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return lines
}

const days = linesOf<{ zone: string; date: string }>('days.jsonl').filter(({ date }) => date !== undefined)
const series = linesOf<{ id: string; dtstart: string; tzid: string | null; lines: string[] }>('rrule.jsonl')
const open = ['09:00-17:00']
const hours = {
  monday: open,
  tuesday: open,
  wednesday: open,
  thursday: open,
  friday: open,
  saturday: open,
  sunday: ['22:00-03:00'],
}
const folder = new URL('ics/', vectors)
const files = readdirSync(folder).filter((name) => name.endsWith('.ics'))

/** The result of a call, or its error as text. */
function attempt(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return String(error)
  }
}

/** The results of the package for all days, series and calendars, imported again on this host. */
async function outputs(): Promise<Record<string, unknown>> {
  vi.resetModules()
  const { outsideHours, repeatTimes, splitByDay, wholeDays } = await import('../src/index.ts')
  const { busyTimes } = await import('../src/icalendar/index.ts')
  const found: Record<string, unknown> = {}
  for (const { zone: timeZone, date } of days) {
    const block = attempt(() => wholeDays({ from: date, timeZone, end: 'midnight' }))
    found[`${date} in ${timeZone}`] = [
      block,
      attempt(() => splitByDay([wholeDays({ from: date, timeZone })], { timeZone })),
      attempt(() => outsideHours({ hours, between: { from: date, to: date }, timeZone })),
    ]
  }
  for (const { id, dtstart, tzid, lines } of series) {
    const rrule = lines.find((line) => line.startsWith('RRULE:'))
    const [, date, hour, minute, second] =
      /^(\d{8})T(\d\d)(\d\d)(\d\d)/.exec(dtstart.replaceAll('-', '')) ?? []
    if (rrule === undefined || date === undefined || tzid === null) continue
    const from = `${date.replace(/^(....)(..)/, '$1-$2-')}T${hour}:${minute}:${second}`
    const between = { from: '1990-01-01', to: '2032-12-31' }
    found[id] = attempt(() => {
      const blocks = repeatTimes({ from, duration: 'PT30M', timeZone: tzid, rrule, between })
      return [...blocks].slice(0, 300).map(({ startTime, endTime }) => `${startTime} ${endTime}`)
    })
  }
  for (const name of files) {
    const blocks: unknown[] = []
    const text = new Uint8Array(readFileSync(new URL(name, folder)))
    const options = { between: { from: '2020-01-01', to: '2028-12-31' }, defaultTimeZone: 'America/New_York' }
    // oxlint-disable-next-line no-await-in-loop -- Files are read one after the other.
    for await (const block of busyTimes(text, options)) blocks.push(block)
    found[name] = blocks
  }
  return found
}

let expected: Record<string, unknown> = {}

function pretend(host: string, now: string): void {
  vi.stubEnv('TZ', host)
  vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] })
}

function wake(): void {
  vi.useRealTimers()
  vi.unstubAllEnvs()
}

beforeAll(async () => {
  pretend('Europe/Berlin', '2026-04-15T12:00:00Z')
  expected = await outputs()
  wake()
})
afterAll(wake)

test('the expected results cover days, series and calendars', () => {
  expect(Object.keys(expected).length).toBeGreaterThan(75)
  const texts = Object.values(expected).map((value) => JSON.stringify(value))
  expect(texts.filter((text) => text.includes('Error')).length).toBeLessThan(10)
})

test.each(hosts.flatMap((host) => seasons.map((now) => [host, now] as const)))(
  'days, series and calendars are the same on a host in %s at %s as in Berlin in April',
  async (host, now) => {
    pretend(host, now)
    try {
      expect(new Date(now).getTimezoneOffset() === 0).toBe(host === 'UTC')
      expect(await outputs()).toEqual(expected)
    } finally {
      wake()
    }
  },
)
