import { scopeOf, type ApiOperation } from '../operation.ts'
import type { Verdict } from './classify.ts'

/** The rule about owners that is broken most. */
export const whichOwner: string =
  'A calendarId works only for calendars of type "event"; for every other calendar send the assignedUserId of the ' +
  'user whose time is to be blocked (round robin and collective: one block for each team member).'

type Rule = { readonly text: RegExp; readonly hint: string | ((operation: ApiOperation) => string) }

/** Hints for known messages of the service. The first rule that matches is taken. */
export const hintRules: readonly Rule[] = [
  {
    text: /not an event calendar/i,
    hint: () => `${whichOwner} client.calendar(calendarId) returns the type and the team members.`,
  },
  {
    text: /calendarId or assignedUserId/i,
    hint: () => `Send exactly one of the two, whatever the message says. ${whichOwner}`,
  },
  {
    text: /not authorized for this scope/i,
    hint: (operation) =>
      `The token lacks the scope ${scopeOf(operation) ?? 'of this operation'}. Add it to the Private Integration in the ` +
      'settings of the sub-account, or to the app and install it again.',
  },
  {
    text: /does not have access to this location/i,
    hint: 'The token belongs to another sub-account. Use the token of the sub-account that locationId names, or correct locationId.',
  },
  {
    text: /user type mismatch|authClass type is not allowed/i,
    hint:
      'This is a token of the agency. Use a Private Integration Token of the sub-account, or exchange the agency token ' +
      'for one of the location.',
  },
  {
    text: /version header|Invalid API version/i,
    hint: 'Leave the version option out: "2021-04-15" is sent then, which these operations are published for.',
  },
  {
    text: /Invalid JWT|Invalid Private Integration token|access token is invalid/i,
    hint:
      'The token has expired, was replaced, or was copied in part. Refresh it, or make a Private Integration Token in the ' +
      'settings of the sub-account ("Private Integrations"); pass it without "Bearer ".',
  },
  { text: /^Cannot (GET|POST|PUT|DELETE) /, hint: 'There is no such route at this address. Check baseUrl.' },
  {
    text: /\b(calendar|user|event)\b.*\b(not found|does not exist)/i,
    hint: 'Check the id, and that it belongs to the sub-account of the token; ids of other kinds look alike.',
  },
  {
    text: /not yet supported by the IAM Service/i,
    hint: 'The service keeps this route closed to this kind of token, for good. A Private Integration Token of the sub-account may reach it.',
  },
  { text: /Title must be a valid text/i, hint: 'The title must be one line of text.' },
  {
    text: /valid ISO 8601 date/i,
    hint: 'Send RFC 3339 date-times with an offset, such as "2021-06-23T03:30:00+05:30", never epoch milliseconds.',
  },
  { text: /userId, calendarId or groupId/i, hint: 'Send exactly one of userId, calendarId and groupId.' },
  {
    text: /should not exist/i,
    hint: 'Leave the named field out; the service refuses fields it does not know.',
  },
  {
    text: /Error 1010|<html/i,
    hint: 'The page came from the network before the service, not from HighLevel itself. Check baseUrl, proxies and the user agent.',
  },
]

/** Returns the hint for a verdict, where the message has none. */
export function hintForVerdict({ code, applied, retry }: Verdict): string | undefined {
  if (code === 'not-sent') return 'Nothing was sent. Check the network, proxies and baseUrl.'
  if (applied === 'yes')
    return 'It was applied; only the response cannot be read. List the blocks to see the result.'
  if (applied === 'no') return undefined
  return retry === 'never'
    ? 'The block may have been made. error.reconcile() finds out; client.ensure(block) makes it only if it is not there.'
    : 'It may have been applied. It is idempotent, so it can be sent again.'
}

/** Returns the hint for a message of the service. */
export function hintFor(operation: ApiOperation, message: string): string | undefined {
  const hint = hintRules.find((rule) => rule.text.test(message))?.hint
  return typeof hint === 'function' ? hint(operation) : hint
}
