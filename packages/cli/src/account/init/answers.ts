import { isTimeZone } from '@block-slots/helpers'
import { holidays, readSource } from '@block-slots/sync'
import type { FoundOwner } from '../find-owners.ts'
import type { ListedCalendar, ListedUser } from '../lists.ts'
import { UsageError } from '../../error.ts'
import type { Answers } from './configuration.ts'
import type { Choice, Prompts } from './prompts.ts'

type Place = NonNullable<Answers['holidays']>

/**
 * Reads the place of `--holidays`: a country, or one with a region.
 *
 * @throws UsageError when it has no holidays, with what was probably meant.
 */
export async function readPlace(text: string): Promise<Place> {
  const [country = '', ...rest] = text.trim().split(/[\s/-]+/)
  const code = country.toUpperCase()
  // The code that most people write for the United Kingdom is another one in ISO 3166.
  const place = { country: code === 'UK' ? 'GB' : code, ...(rest.length > 0 && { region: rest.join('-') }) }
  const day = { from: '2027-01-01T00:00:00Z', to: '2027-01-02T00:00:00Z', timeZone: 'UTC' }
  try {
    await readSource(holidays(place), day)
    return place
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.replace(/^sync: /, '') : String(error))
  }
}

/**
 * Reads opening hours: `9-17`, `9:00-17:00`, `09:00-17:30`.
 *
 * @throws UsageError when they are none.
 */
export function readHours(text: string): string {
  const [, from = '', fromMinute = '00', to = '', toMinute = '00'] =
    /^\s*(\d{1,2})(?::(\d\d))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d\d))?\s*$/.exec(text) ?? []
  const [start, end] = [`${from.padStart(2, '0')}:${fromMinute}`, `${to.padStart(2, '0')}:${toMinute}`]
  if (from !== '' && start < end && end <= '24:00' && fromMinute < '60' && toMinute < '60')
    return `${start}-${end}`
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
export async function askSources(prompts: Prompts): Promise<Sources> {
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
        check: checkBy(readFeed),
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
