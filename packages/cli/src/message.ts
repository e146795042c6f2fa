import type { BlockSlotsError } from '@block-slots/client'

/** The rule about owners that is broken most, in the terms of this command line. */
const whichOwner =
  '--calendar works only for calendars of type "event"; for every other calendar give --user, whose time is then ' +
  'blocked on all calendars (round robin and collective: one block for each team member).'

/** The operation that a message of the client is about, and the status of the response. No field of the service looks like it. */
const heading =
  /(^|[\s(])(?:configure|sync|(?:create|update|edit|delete|list|get|search|find)[A-Z]\w*): (?:(\d{3})(?: (redirect|with)|(,)| (?=\S)|(?=[.;,]|$)))?/g

/** Writes a message of the client for a person: without the names of operations, with the options of this command line. */
export function describeMessage(message: string): string {
  const text = message.replaceAll(
    heading,
    (_, before: string, status = '', word = '', comma = '') => before + describeStatus(status, word, comma),
  )
  return withFlags(text).replaceAll(
    /\b(\d+) ms\b/g,
    (_, ms: string) => `${Math.round(Number(ms) / 100) / 10} s`,
  )
}

function describeStatus(status: string, word: string, comma: string): string {
  if (status === '') return ''
  if (word === 'redirect') return `HighLevel responded with a redirect (${status})`
  if (word !== '' || comma !== '') return `HighLevel responded with ${status}${comma || ' and'}`
  return `HighLevel ${status < '500' ? 'rejected it' : 'failed'} (${status}): `
}

/** The options for fields and options of programs, which messages name. */
const flags = {
  allowPrivateAddresses: 'allow-private-addresses',
  assignedUserId: '--user',
  baseUrl: '--base-url',
  calendarId: '--calendar',
  eventId: 'the id',
  groupId: '--group',
  locationId: '--location',
  userId: '--user',
} as const

const fields = new RegExp(String.raw`\b(?:${Object.keys(flags).join('|')})\b`, 'g')

const withFlags = (text: string): string => text.replaceAll(fields, (field) => Object(flags)[field])

/** Advice for messages of the service, in place of that of the client, which is for programs. The first that matches is taken. */
const advice: readonly (readonly [detail: RegExp, hint: string])[] = [
  [/not an event calendar|calendarId or assignedUserId/i, whichOwner],
  [
    /does not have access to this location/i,
    'The token is of another sub-account. Use the token of the one that is named (--location or HIGHLEVEL_LOCATION_ID), or ' +
      'correct its id.',
  ],
  [
    /^Invalid (JWT|Private Integration token|token: access token)/i,
    'The token has expired, was replaced, or was copied in part. Create another one in the settings of the sub-account ' +
      '("Private Integrations"), and give it without "Bearer ".',
  ],
  [/^(the )?user\b.*\b(not found|does not exist)/i, 'See the users and their ids with: block-slots users'],
  [
    /^(the )?calendar\b.*\b(not found|does not exist)/i,
    'See the calendars and their ids with: block-slots calendars',
  ],
  [/^(the )?event\b.*\b(not found|does not exist)/i, 'See the blocks and their ids with: block-slots list'],
]

/** The hint of an error in the terms of this command line. */
export function hintFor(error: Partial<BlockSlotsError>): string | undefined {
  const { code, operation, applied, retry, detail = '', hint } = error
  if (operation === 'createBlockSlot' && applied === 'unknown' && retry === 'never') {
    return 'The block may have been created. Check with "list" before you create it again.'
  }
  if (code === 'not-sent') {
    return 'Nothing was sent. Check the network, the proxy and the address (--base-url or HIGHLEVEL_BASE_URL).'
  }
  if (code === 'rate-limited') return 'All programs of this sub-account share the limit.'
  // The message says what to correct, and the exit code that nothing was sent.
  if (code === 'invalid-input' && operation !== 'sync') return undefined
  // The service has no error codes: only its message identifies the rule.
  const known = advice.find(([pattern]) => pattern.test(detail))?.[1]
  return known ?? (hint === undefined ? undefined : withFlags(hint))
}

/** Describes when to try again: `in 7 s`, or at a time of day far from now. */
export function describeRetry(retryAt: number, now: number): string {
  const seconds = Math.max(1, Math.ceil((retryAt - now) / 1000))
  if (seconds < 120) return `Try again in ${seconds} s.`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? `Try again in ${minutes} minutes.` : `Try again in ${Math.ceil(minutes / 60)} hours.`
}
