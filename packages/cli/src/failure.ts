import { isBlockSlotsError } from '@block-slots/client'
import { CommanderError } from 'commander'

/** Something about the command itself that the person can mend: a missing option or variable. */
export function usageError(message: string): Error {
  return new RangeError(message)
}

/** The rule that people break most, in words of this command line. */
export const whichOwner: string =
  '--calendar works only for calendars of type "event"; for every other calendar give --user, whose time is then ' +
  'blocked on all calendars (round robin and collective: one block for each team member).'

/** What each exit code means, for `--help` and the README. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'the service refused or failed; nothing was changed',
  2: 'the command cannot be carried out as it is written; nothing was sent',
  3: 'the token is wrong, expired, or does not reach that far',
  4: 'too many requests; nothing was changed',
  5: 'the change was made, or may have been: look with "list" before sending it again',
  130: 'interrupted before anything was changed',
}

/** Finds the exit code for anything thrown. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (!isBlockSlotsError(error)) return error instanceof RangeError || error instanceof TypeError ? 2 : 1
  if (error.applied !== 'no') return 5
  if (error.code === 'invalid-input') return 2
  if (error.code === 'aborted') return 130
  if (error.code === 'rate-limited') return 4
  const access = ['unauthenticated', 'reauthorization-required', 'forbidden']
  return access.includes(error.code) ? 3 : 1
}

/** Puts an error into words: what happened, what to do, and what HighLevel's support will ask for. */
export function describeFailure(error: unknown, json: boolean): string {
  const message = messageOf(error)
  if (json) return `${JSON.stringify(isBlockSlotsError(error) ? error : { code: 'usage', message })}\n`
  return `${[`Error: ${message}`, ...adviceFor(error)].join('\n')}\n`
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/^error: /, '')

function adviceFor(error: unknown): string[] {
  if (error instanceof CommanderError) return ['Add --help to see what can be said.']
  if (!isBlockSlotsError(error)) return []
  const { hint, retryAt, traceId } = error
  return [
    ...(hint === undefined ? [] : [`Hint: ${inFlags(hint)}`]),
    ...(retryAt === undefined ? [] : [`Send it again after ${new Date(retryAt).toISOString()}.`]),
    ...(traceId === undefined ? [] : [`Trace id: ${traceId}`]),
  ]
}

/** The client speaks of fields and options; here they are flags. */
function inFlags(hint: string): string {
  if (hint.includes('calendars of type "event"')) return whichOwner
  if (hint.includes('error.resolve()')) {
    return 'The block may have been made. Look with "list" before making it again.'
  }
  const flags = {
    calendarId: 'calendar',
    userId: 'user',
    groupId: 'group',
    locationId: 'location',
    baseUrl: 'base-url',
  }
  return Object.entries(flags).reduce((text, [field, flag]) => text.replaceAll(field, `--${flag}`), hint)
}
