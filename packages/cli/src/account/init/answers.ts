import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isTimeZone } from '@block-slots/helpers'
import { holidays, readSource } from '@block-slots/sync'
import type { FoundOwner } from '../find-owners.ts'
import type { ListedCalendar, ListedUser } from '../lists.ts'
import { UsageError } from '../../error.ts'
import { type Place, splitPlace } from '../../sync/place.ts'
import type { Answers } from './configuration.ts'
import type { Choice, Prompts } from './prompts.ts'

/**
 * Reads the place of `--holidays`: a country, or one with a region.
 *
 * @throws UsageError when it has no holidays, with what was probably meant.
 */
export async function readPlace(text: string): Promise<Place> {
  const place = splitPlace(text)
  const day = { from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z', timeZone: 'UTC' }
  try {
    await readSource(holidays(place), day)
    return place
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replace(/^sync: /, '') : String(error))
  }
}

/** A time of day: `9`, `9:00`, `9am`, `5:30 pm`. */
const timePattern = String.raw`(\d{1,2})(?::(\d\d))?\s*(?:([ap])\.?m\.?)?`
const hoursPattern = new RegExp(String.raw`^\s*${timePattern}\s*(?:-|–|to)\s*${timePattern}\s*$`, 'i')

/** Writes a time of day on the clock of 24 hours. */
function writeTime(hour: string, minute = '00', half?: string): string | undefined {
  if (half !== undefined && !/^(?:0?[1-9]|1[0-2])$/.test(hour)) return undefined
  const hours =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return `${String(hours).padStart(2, '0')}:${minute}`
}

/**
 * Reads opening hours: `9-17`, `9:00-17:00`, `9am-5pm`.
 *
 * @throws UsageError when they are none.
 */
export function readHours(text: string): string {
  const [, from, fromMinute, fromHalf, to, toMinute, toHalf] = hoursPattern.exec(text) ?? []
  if (from !== undefined && to !== undefined) {
    const [start, end] = [writeTime(from, fromMinute, fromHalf), writeTime(to, toMinute, toHalf)]
    const isMinute = [fromMinute, toMinute].every((minute = '00') => minute < '60')
    if (start !== undefined && end !== undefined && isMinute && start < end && end <= '24:00')
      return `${start}-${end}`
  }
  throw new UsageError(`Expected hours such as 9:00-17:00 and got "${text}".`)
}

/**
 * Reads a feed: an https address, the path of an .ics file, or `env:NAME`.
 *
 * @throws UsageError when it is none.
 */
export function readFeed(text: string): string {
  const feed = text.trim().replace(/^webcal:/, 'https:')
  if (/^(env:[A-Za-z_]\w*|https:\/\/\S+|(?!\w+:).+\.ics)$/.test(feed)) return feed
  // It may be an address with a secret.
  throw new UsageError('Expected the feed to be an https address, an .ics file or env:NAME.')
}

/**
 * Reads a feed of a configuration, whose file is looked for from the folder of that.
 *
 * @throws UsageError as `readFeed`, and when there is no such file.
 */
export function readFeedFrom(folder: string, text: string): string {
  const feed = readFeed(text)
  if (/^(?:env|https):/.test(feed) || existsSync(resolve(folder, feed))) return feed
  throw new UsageError(`Expected the feed ${feed} to be a file and found none there.`)
}

/** Returns what is wrong with a text, as a question says it. */
const checkBy =
  (read: (text: string) => unknown) =>
  (text: string): string | undefined => {
    try {
      read(text)
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

/** Asks whose time is to be blocked. Of the calendars only those that take blocks of their own are offered. */
export async function askOwners(
  prompts: Prompts,
  users: readonly ListedUser[],
  calendars: readonly ListedCalendar[],
): Promise<readonly FoundOwner[]> {
  const owners: FoundOwner[] = [
    ...users.map(({ id, name }) => ({ type: 'user' as const, id, name })),
    ...calendars
      .filter(({ calendar }) => calendar.calendarType === 'event')
      .map(({ id, name, calendar }) => ({ type: 'calendar' as const, id, name, calendar })),
  ]
  if (owners.length === 0) {
    throw new UsageError('Expected the sub-account to have users or calendars of type event and found none.')
  }
  const choices = owners.map((owner): Choice => ({ value: owner.id, label: labelOf(owner) }))
  const chosen = await prompts.choose('Whose time is to be blocked?', choices, true)
  return owners.filter(({ id }) => chosen.includes(id))
}

const labelOf = (owner: FoundOwner): string => {
  const { type, id, name = id } = owner
  if (type === 'user') return name
  return owner.calendar?.isActive === false ? `${name} (calendar, inactive)` : `${name} (calendar)`
}

/** Asks for the zone of wall clocks. */
export const askZone = (prompts: Prompts, initial: string): Promise<string> =>
  prompts.text('In which time zone?', {
    initial,
    check: (text) =>
      isTimeZone(text) ? undefined : 'Give a name such as America/New_York, Europe/Berlin or Asia/Kolkata.',
  })

/** What is asked about the sources. */
type Sources = Pick<Answers, 'holidays' | 'hours' | 'feed'>

/** Asks why time is to be blocked. */
export async function askSources(prompts: Prompts, folder: string): Promise<Sources> {
  const choices: readonly Choice[] = [
    { value: 'holidays', label: 'Public holidays', hint: 'of a country or a region' },
    { value: 'hours', label: 'Outside of opening hours', hint: 'Monday to Friday' },
    { value: 'feed', label: 'A feed', hint: 'an .ics file or address, of Google, Outlook, Airbnb …' },
  ]
  const chosen = await prompts.choose('What is to block it? (none: examples are written)', choices, false)
  const place = chosen.includes('holidays') ? await askPlace(prompts) : undefined
  const hours = chosen.includes('hours')
    ? await prompts.text('Opening hours from Monday to Friday?', {
        initial: '9:00-17:00',
        check: checkBy(readHours),
      })
    : undefined
  const feed = chosen.includes('feed')
    ? await prompts.text('Address or path of the feed, or env:NAME with its address?', {
        placeholder: 'https://…/basic.ics',
        check: checkBy((given) => readFeedFrom(folder, given)),
      })
    : undefined
  return {
    ...(place && { holidays: place }),
    ...(hours !== undefined && { hours: readHours(hours) }),
    ...(feed !== undefined && { feed: readFeed(feed) }),
  }
}

/** Asks until the place has holidays: what it has is known only after a file is loaded. */
async function askPlace(prompts: Prompts, wrong?: string): Promise<Place> {
  const message = wrong === undefined ? 'Holidays of which country, and region?' : `${wrong} Which one?`
  const text = await prompts.text(message, { placeholder: 'US, or US-CA, DE-BY' })
  try {
    return await readPlace(text)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return askPlace(prompts, error.message)
  }
}
