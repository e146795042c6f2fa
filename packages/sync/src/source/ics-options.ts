import type { DayEnd } from '@block-slots/helpers'
import type { Secret } from '@block-slots/client'
import { checkDays, checkLimit, checkNames, checkNamedTitle, checkSwitch, refuse } from './check.ts'
import type { FeedOptions } from './feed.ts'

/** The address of a feed, plain or wrapped by `secret`. */
export type FeedAddress = string | URL | Secret

/** Where a calendar is: exactly one of its address, its file and its text. */
export type CalendarOrigin =
  | {
      /**
       * The address of a feed: `https:`, `webcal:` or `file:`. It gives access to the calendar, and so is in
       * no error, no warning and no event. A function is called for every plan and owner.
       */
      readonly url: FeedAddress | (() => FeedAddress | Promise<FeedAddress>)
      readonly file?: undefined
      readonly text?: undefined
    }
  | {
      /** The path of a file, or its `file:` URL; it is read for every plan. */
      readonly file: string | URL
      readonly url?: undefined
      readonly text?: undefined
    }
  | {
      /** The calendar itself. A function is called for every plan and owner. */
      readonly text: string | Uint8Array | (() => string | Uint8Array | Promise<string | Uint8Array>)
      readonly url?: undefined
      readonly file?: undefined
    }

/** The events of a calendar that block time. Those that are cancelled, declined or marked as free never do. */
export type KeepOptions = {
  /** Events that are certain. Default: true. */
  readonly busy?: boolean | undefined
  /** Events that are tentative. Default: true. */
  readonly tentative?: boolean | undefined
  /** Events of whole days. Default: true. */
  readonly allDay?: boolean | undefined
  /** Only events whose title matches; a text is a pattern such as `^On call`. */
  readonly titleMatches?: RegExp | string | undefined
  /** Only events whose title does not match. */
  readonly titleNot?: RegExp | string | undefined
}

/** Options of `ics`. */
export type IcsOptions = CalendarOrigin &
  FeedOptions & {
    readonly keep?: KeepOptions | undefined
    /**
     * The title of the blocks; `{title}` stands for the title of the event. Default: `Busy`, because a calendar may be private, and
     * blocks are seen by everyone who sees the sub-account.
     */
    readonly title?: string | undefined
    /** The addresses of the calendar's owner: events that one of them has declined block nothing. */
    readonly attendee?: string | readonly string[] | undefined
    /** The zone of times without one and of whole days, unless the calendar names it. Default: that of the calendar's owner. */
    readonly timeZone?: string | undefined
    /**
     * The end of whole days. Default: `last-minute`, 23:59, because the service shows a block that ends at midnight on the next
     * day too.
     */
    readonly end?: DayEnd | undefined
  }

const names = [
  'url',
  'file',
  'text',
  'keep',
  'title',
  'attendee',
  'timeZone',
  'end',
  'allowPrivateAddresses',
  'maxBytes',
  'timeoutMs',
]

const keepNames = ['busy', 'tentative', 'allDay', 'titleMatches', 'titleNot']

/** A calendar's event, as far as it decides whether it is kept. */
export type KeptEvent = { readonly title: string; readonly allDay: boolean; readonly tentative?: true }

function readPattern(name: string, pattern: RegExp | string): RegExp {
  if (!(pattern instanceof RegExp) && typeof pattern !== 'string') {
    refuse(`keep.${name}`, pattern, {
      toBe: 'a pattern',
      advice: 'Give a text such as "^On call", or a RegExp.',
    })
  }
  try {
    // Without the flags by which a pattern remembers where it has matched before.
    return pattern instanceof RegExp
      ? new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''))
      : new RegExp(pattern, 'u')
  } catch {
    return refuse(`keep.${name}`, pattern, {
      toBe: 'a pattern',
      advice: 'Put a backslash before ( [ { * + ? and the like.',
    })
  }
}

/**
 * Creates the function that keeps or drops an event.
 *
 * @throws {TypeError} When an option is of the wrong type.
 */
export function readKeep(keep: KeepOptions): (event: KeptEvent) => boolean {
  checkNames('keep', keep, keepNames)
  const { busy = true, tentative = true, allDay = true, titleMatches, titleNot } = keep
  for (const [name, value] of Object.entries({ busy, tentative, allDay })) checkSwitch(`keep.${name}`, value)
  const wanted = titleMatches === undefined ? undefined : readPattern('titleMatches', titleMatches)
  const unwanted = titleNot === undefined ? undefined : readPattern('titleNot', titleNot)
  return (event) =>
    (event.tentative === true ? tentative : busy) &&
    (!event.allDay || allDay) &&
    wanted?.test(event.title) !== false &&
    unwanted?.test(event.title) !== true
}

/**
 * Checks the options of `ics`.
 *
 * @throws {RangeError} When a zone or an end of days is unknown.
 * @throws {TypeError} When an option is of the wrong type.
 */
export function checkIcsOptions(options: IcsOptions): void {
  checkNames('the options of ics', options, names)
  const { url, file, text, title, timeZone, end, attendee, allowPrivateAddresses, maxBytes, timeoutMs } =
    options
  const given = [url, file, text].filter((each) => each !== undefined)
  if (given.length !== 1) {
    throw new TypeError(
      `Expected one of url, file and text and got ${given.length === 0 ? 'none' : 'several'}. Say where the calendar is, once.`,
    )
  }
  if (url !== undefined && !isAddress(url) && typeof url !== 'function') {
    refuse('url', url, {
      toBe: 'the address of a feed',
      advice: 'Give a text, a URL, a secret, or a function.',
    })
  }
  if (file !== undefined && typeof file !== 'string' && !(file instanceof URL)) {
    refuse('file', file, { toBe: 'a path', advice: 'Give one such as "holidays.ics", or a file: URL.' })
  }
  if (text !== undefined && !isText(text) && typeof text !== 'function') {
    refuse('text', text, { toBe: 'a calendar', advice: 'Give its text, its bytes, or a function.' })
  }
  if (title !== undefined) checkNamedTitle(title)
  for (const address of [attendee ?? []].flat()) {
    if (typeof address === 'string') continue
    refuse('attendee', address, {
      toBe: 'an address',
      advice: 'Give one such as "me@example.com", or a list.',
    })
  }
  checkDays(timeZone, end)
  checkSwitch('allowPrivateAddresses', allowPrivateAddresses)
  if (maxBytes !== undefined) checkLimit('maxBytes', maxBytes)
  if (timeoutMs !== undefined) checkLimit('timeoutMs', timeoutMs)
}

/** True for the address of a feed. */
export const isAddress = (value: unknown): value is FeedAddress =>
  typeof value === 'string' ||
  value instanceof URL ||
  (typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function')

/** True for a calendar itself. */
export const isText = (value: unknown): value is string | Uint8Array =>
  typeof value === 'string' || value instanceof Uint8Array

/** The text of an address. */
export const addressText = (address: FeedAddress): string =>
  typeof address === 'object' && 'reveal' in address ? address.reveal() : String(address)
