import { type BlockSlotsError, isBlockSlotsError } from '@block-slots/client'
import { CommanderError } from 'commander'

/** Creates an error for a mistake in the command itself: a missing option or variable. */
export function usageError(message: string): Error {
  return new RangeError(message)
}

/** The rule about owners that is broken most, in the terms of this command line. */
export const whichOwner: string =
  '--calendar works only for calendars of type "event"; for every other calendar give --user, whose time is then ' +
  'blocked on all calendars (round robin and collective: one block for each team member).'

/** The meaning of each exit code, for `--help` and the README. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'the service rejected the request or failed; nothing was changed',
  2: 'invalid usage; nothing was sent',
  3: 'the token is invalid or expired, or does not have access',
  4: 'too many requests; nothing was changed',
  5: 'the change was made, or may have been: check with "list" before you send it again',
  130: 'interrupted before anything was changed',
}

/** The exit code for anything thrown. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (!isBlockSlotsError(error)) return error instanceof RangeError || error instanceof TypeError ? 2 : 1
  if (error.applied !== 'no') return 5
  if (error.code === 'invalid-input') return 2
  if (error.code === 'aborted') return 130
  if (error.code === 'rate-limited') return 4
  const access = ['unauthenticated', 'token-unavailable', 'reauthorization-required', 'forbidden']
  return access.includes(error.code) ? 3 : 1
}

/** Formats an error: what happened, what to do, and the id that HighLevel's support asks for. */
export function describeFailure(error: unknown, json: boolean): string {
  const message = messageOf(error)
  if (json) return `${JSON.stringify(isBlockSlotsError(error) ? error : { code: 'usage', message })}\n`
  return `${[`Error: ${message}`, ...adviceFor(error)].join('\n')}\n`
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^error: /, '')

function adviceFor(error: unknown): string[] {
  if (error instanceof CommanderError) return ['Run with --help for usage.']
  if (!isBlockSlotsError(error)) return []
  const { retryAt, traceId } = error
  const hint = hintFor(error)
  return [
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
    ...(retryAt === undefined ? [] : [`Try again after ${new Date(retryAt).toISOString()}.`]),
    ...(traceId === undefined ? [] : [`Trace id: ${traceId}`]),
  ]
}

/** The flags for fields and options of the client, which its hints name. */
const flags = {
  calendarId: '--calendar',
  userId: '--user',
  groupId: '--group',
  locationId: '--location',
  baseUrl: '--base-url',
} as const

/** The hint of an error in the terms of this command line. */
function hintFor(error: BlockSlotsError): string | undefined {
  const { operation, applied, retry, detail = '', hint } = error
  if (operation === 'createBlockSlot' && applied === 'unknown' && retry === 'never') {
    return 'The block may have been created. Check with "list" before you create it again.'
  }
  // The service has no error codes: only its message identifies the rule.
  if (/not an event calendar|calendarId or assignedUserId/i.test(detail)) return whichOwner
  return Object.entries(flags).reduce((text, [field, flag]) => text?.replaceAll(field, flag), hint)
}
