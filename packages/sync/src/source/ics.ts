import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createMask } from '@block-slots/client'
import { toOffsetDateTime } from '@block-slots/helpers'
import { busyTimes, type BusyTime } from '@block-slots/helpers/icalendar'
import { syncError } from '../error.ts'
import type { SourceItem } from '../wanted.ts'
import { checkCalendar } from './calendar.ts'
import { fillTitle } from './check.ts'
import { fetchFeed, readFeedAddress } from './feed.ts'
import { addressText, checkIcsOptions, type IcsOptions, isAddress, isText, readKeep } from './ics-options.ts'
import { uniqueItems } from './items.ts'
import type { Source, SourceContext } from './source.ts'

/** A complete calendar, and the text without the secrets of its address. */
type ReadCalendar = { readonly bytes: Uint8Array; readonly mask: (text: string) => string }

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const defaultMaxBytes = 10_000_000

/** Reads a file, whose size is limited as that of a feed is. */
async function readCalendarFile(path: string | URL, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  try {
    // One byte more than allowed: the size that a file system reports need not be that of what is read.
    for await (const chunk of createReadStream(path, { end: maxBytes })) chunks.push(chunk)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    throw syncError(
      'guard',
      `Expected the calendar's file to be read and got ${code}. Check its path and who may read it.`,
    )
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length <= maxBytes) return bytes
  throw syncError(
    'guard',
    `Expected the calendar's file to have ${maxBytes} bytes at most and got more. If that is right, set maxBytes to a larger number.`,
  )
}

/** Reads a feed once for each plan. */
async function readFeed(text: string, options: IcsOptions, context: SourceContext): Promise<Uint8Array> {
  // The address itself is neither a key of the store nor of anything else that is printed.
  const key = `ics ${hashOf(text)}`
  return context.once(key, async () => {
    const { allowPrivateAddresses, maxBytes, timeoutMs } = options
    const limits = { allowPrivateAddresses, maxBytes, timeoutMs }
    const known = await context.feed(key)
    const record = await fetchFeed(readFeedAddress(text, limits), {
      ...limits,
      known,
      signal: context.signal,
    })
    if (record === undefined && known !== undefined) return known.body
    if (record === undefined)
      throw syncError('guard', 'Expected the feed to be sent and got none. Try again.')
    await checkCalendar(record.body)
    await context.saveFeed(key, record)
    return record.body
  })
}

async function readCalendar(options: IcsOptions, context: SourceContext): Promise<ReadCalendar> {
  const { url, file, text, maxBytes = defaultMaxBytes } = options
  if (text !== undefined) {
    const given: unknown = typeof text === 'function' ? await text() : text
    if (!isText(given)) {
      throw syncError(
        'guard',
        'Expected the function of text to return a calendar and got something else. Return its text or its bytes.',
      )
    }
    const bytes = typeof given === 'string' ? new TextEncoder().encode(given) : given
    await checkCalendar(bytes)
    return { bytes, mask: String }
  }
  const fromFile = async (path: string | URL): Promise<Uint8Array> =>
    context.once(`ics ${hashOf(String(path))}`, async () => {
      const bytes = await readCalendarFile(path, maxBytes)
      await checkCalendar(bytes)
      return bytes
    })
  if (file !== undefined) return { bytes: await fromFile(pathOf(String(file))), mask: String }

  const address: unknown = typeof url === 'function' ? await url() : url
  if (!isAddress(address)) {
    throw syncError(
      'guard',
      'Expected the function of url to return the address of a feed and got something else. Return a text.',
    )
  }
  const plain = addressText(address).trim()
  if (/^file:/i.test(plain)) return { bytes: await fromFile(pathOf(plain)), mask: String }
  // In capitals too, in which iCalendar reads the names of what is in it.
  const mask = createMask([plain, plain.toUpperCase()])
  try {
    return { bytes: await readFeed(plain, options, context), mask }
  } catch (error) {
    // A calendar that is no calendar may repeat the address in what is quoted of it.
    if (error instanceof Error) error.message = mask(error.message)
    throw error
  }
}

function pathOf(file: string): string {
  if (!/^file:/i.test(file)) return file
  try {
    return fileURLToPath(file)
  } catch {
    throw syncError(
      'guard',
      'Expected a file: URL with a path on this machine and got another one. Give the path instead.',
    )
  }
}

/** The most problems of a calendar that are reported each by itself. */
const maxWarnings = 20

/** The longest uid that is an id as it is. */
const maxUidLength = 200

/** Identifies an event within its calendar. */
function idOf({ uid, recurrenceId, startTime, endTime, title }: BusyTime): string {
  // Without a uid, the event is what it shows. Hashed, because a title may be private, and ids are shown in plans.
  const id =
    uid === null ? shortHash(`${Date.parse(startTime)} ${Date.parse(endTime)} ${title}`) : plainId(uid)
  return recurrenceId === undefined ? id : `${id} ${recurrenceId}`
}

/** A uid as an id: one that is long or cannot be printed is hashed. */
const plainId = (uid: string): string =>
  uid.length <= maxUidLength && !/\p{Cc}/u.test(uid) ? uid : shortHash(uid)

const shortHash = (text: string): string => hashOf(text).slice(0, 16)

/**
 * Blocks the busy times of an iCalendar feed or file, such as Google, Outlook, Apple and Airbnb share them: those of events,
 * every instance of recurring ones, and of free/busy replies.
 *
 * - A feed is asked for only what is new, by its ETag or the time of its last change. One that is not complete, not a calendar,
 *   too large, too slow or on a private network is an error, and leaves the calendar as it is.
 * - An event that cannot be read is left out with a warning, and the blocks that were created for it stay. `busyTimes` of
 *   `@block-slots/helpers/icalendar` says which time an event takes.
 * - Times are written in the owner's zone.
 *
 * @example
 * ```ts
 * import { ics, readSource } from '@block-slots/sync'
 *
 * const text = `BEGIN:VCALENDAR
 * BEGIN:VEVENT
 * UID:board
 * SUMMARY:Board meeting
 * DTSTART:20261110T150000Z
 * DURATION:PT2H
 * END:VEVENT
 * END:VCALENDAR`
 * const window = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', timeZone: 'America/New_York' }
 * console.log(await readSource(ics({ text, keep: { titleNot: '^Lunch' } }), window))
 * // => [
 * // =>   {
 * // =>     startTime: '2026-11-10T10:00:00-05:00',
 * // =>     endTime: '2026-11-10T12:00:00-05:00',
 * // =>     title: 'Busy',
 * // =>     item: 'board'
 * // =>   }
 * // => ]
 *
 * const feed = ics({ url: () => process.env['ANNA_FEED_URL'] ?? '', title: 'Private: {title}' })
 * console.log(typeof feed) // => function
 * ```
 *
 * @throws {RangeError} When a zone or an end of days is unknown.
 * @throws {TypeError} When an option is of the wrong type.
 */
export function ics(options: IcsOptions): Source {
  checkIcsOptions(options)
  const { keep = {}, title = 'Busy', attendee, end } = options
  const isKept = readKeep(keep)
  return async function* (window, context) {
    const { timeZone } = window
    const { bytes, mask } = await readCalendar(options, context)
    const items: SourceItem[] = []
    let warnings = 0
    const times = busyTimes(bytes, {
      between: { from: window.from, to: window.to },
      defaultTimeZone: options.timeZone ?? timeZone,
      attendee,
      end,
      onWarning: ({ uid, message }) => {
        if (uid !== null) context.unreadable(plainId(uid))
        warnings += 1
        if (warnings <= maxWarnings) context.warn(mask(message))
      },
    })
    for await (const time of times) {
      if (!isKept(time)) continue
      items.push({
        startTime: toOffsetDateTime(time.startTime, { timeZone }),
        endTime: toOffsetDateTime(time.endTime, { timeZone }),
        // An event without a title must not make a block without one.
        title: fillTitle(title, time.title).trim() || 'Busy',
        item: idOf(time),
      })
    }
    if (warnings > maxWarnings) context.warn(`${warnings - maxWarnings} more problems of the same calendar.`)
    yield* uniqueItems(items, window)
  }
}
