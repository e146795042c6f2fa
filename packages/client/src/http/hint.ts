import type { ErrorCode } from '../error.ts'
import { scopeOf, type ApiOperation } from '../operation.ts'

/** The rule about owners that is broken most. */
export const whichOwner: string =
  'A calendarId works only for calendars of type "event"; for every other calendar send the assignedUserId of the ' +
  'user whose time is to be blocked (round robin and collective: one block for each team member).'

/** A known message of the service. */
type KnownMessage = {
  /** Anchored: the rest of a message may repeat what was sent. */
  readonly text: RegExp
  readonly hint: string | ((operation: ApiOperation) => string)
  /** What it means for good, where that is something else than its status (of this value, if one is given) says. */
  readonly means?: ErrorCode
  readonly status?: number
}

/** The first that matches is taken. */
export const knownMessages: readonly KnownMessage[] = [
  {
    text: /^The calendar is not an event calendar/i,
    hint: `${whichOwner} client.calendar(calendarId) returns the type and the team members.`,
  },
  {
    text: /^Either calendarId or assignedUserId/i,
    hint: `Send exactly one of the two, whatever the message says. ${whichOwner}`,
  },
  {
    text: /^The token is not authorized for this scope/i,
    hint: (operation) =>
      `The token lacks the scope ${scopeOf(operation) ?? 'of this operation'}. Add it to the Private Integration, or to ` +
      'the app and install that again.',
    // Another token of the same kind is refused as well, so a refresh is of no use.
    means: 'forbidden',
    status: 401,
  },
  {
    text: /^The token does not have access to this location/i,
    hint: 'The token belongs to another sub-account than locationId. Use one of the same sub-account.',
  },
  {
    text: /^(Token's user type mismatch|This authClass type is not allowed)/i,
    hint: 'This is a token of the agency. Use a Private Integration Token of the sub-account, or exchange it for one of the location.',
    means: 'forbidden',
  },
  {
    text: /^(version header|Invalid API version)/i,
    hint: 'Leave the version option out: "2021-04-15" is sent then, which these operations are published for.',
    means: 'rejected',
    status: 401,
  },
  {
    text: /^Invalid (JWT|Private Integration token|token: access token)/i,
    hint:
      'The token has expired, was replaced, or was copied in part. Refresh it, or make a Private Integration Token in the ' +
      'settings of the sub-account; pass it without "Bearer ".',
  },
  { text: /^Cannot (GET|POST|PUT|DELETE) /, hint: 'There is no such route at this address. Check baseUrl.' },
  {
    text: /^(the )?(calendar|user|event|location)\b.*\b(not found|does not exist)/i,
    hint: 'Check the id, its kind, and that it belongs to the sub-account of the token.',
  },
  {
    text: /^This route is not yet supported by the IAM Service/i,
    hint: 'The service keeps this route closed to this kind of token. A Private Integration Token of the sub-account may reach it.',
    // Permanent, although also seen as 401 and 500.
    means: 'forbidden',
  },
  { text: /^Title must be a valid text/i, hint: 'The title must be one line of text.' },
  {
    text: /^\w+ must be a valid ISO 8601 date/i,
    hint: 'Send RFC 3339 date-times with an offset, such as "2021-06-23T03:30:00+05:30", never epoch milliseconds.',
  },
  {
    text: /^Either of userId, calendarId or groupId/i,
    hint: 'Send exactly one of userId, calendarId and groupId.',
  },
  {
    text: /^property \w+ should not exist/i,
    hint: 'Leave the named field out; the service refuses fields it does not know.',
  },
  {
    text: /^[^{]*(Error 1010|<html)/i,
    hint: 'The page came from the network before the service, not from HighLevel itself. Check baseUrl, proxies and the user agent.',
  },
]

/** Returns the hint for messages of the service, or for a page. */
export function hintFor(operation: ApiOperation, texts: readonly string[]): string | undefined {
  const hint = knownMessages.find(({ text }) => texts.some((one) => text.test(one)))?.hint
  return typeof hint === 'function' ? hint(operation) : hint
}
