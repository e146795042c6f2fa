import { type BlockSlotsError, isBlockSlotsError } from '@block-slots/client'
import { CommanderError } from 'commander'
import type { Io, Output } from './io.ts'

/**
 * A command that cannot be carried out as it is: an option is missing or wrong, or has to confirm it. The exit code is that of
 * the cause, if there is one.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The result of a command that could not be printed. */
export class OutputError extends Error {
  override readonly name = 'OutputError'

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`the result could not be printed: ${reason}`, { cause })
  }
}

/** The rule about owners that is broken most, in the terms of this command line. */
export const whichOwner: string =
  '--calendar works only for calendars of type "event"; for every other calendar give --user, whose time is then ' +
  'blocked on all calendars (round robin and collective: one block for each team member).'

/** The signals that interrupt a run, and the exit codes by which a shell knows them. */
export const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** The meaning of each exit code, for `--help` and the README. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'the service rejected the request or failed, or the output failed; nothing was changed',
  2: 'invalid usage, or an option has to confirm it; nothing was changed',
  3: 'the token is invalid or expired, or does not have access; nothing was changed',
  4: 'too many requests; nothing was changed',
  5: 'the change was made, or may have been: check with "list" before you send it again',
  6: 'calendars differ from their sources ("verify"), or changes are planned ("plan --exit-code")',
  7: 'a part was not done: changes that failed, owners that were stopped, or a run that was interrupted; it is named',
  129: 'interrupted by SIGHUP before anything was changed',
  130: 'interrupted by Ctrl-C before anything was changed',
  143: 'interrupted by SIGTERM before anything was changed',
}

/** The exit code of a run that was ended by an error. What it may have changed decides, before the kind of the error. */
export function exitCodeOf(error: unknown, { progress, signal }: Pick<Io, 'progress' | 'signal'>): number {
  if (progress.applied !== 'no' || (isBlockSlotsError(error) && error.applied !== 'no')) return 5
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof UsageError) {
    return error.cause === undefined ? 2 : exitCodeOf(error.cause, { progress, signal })
  }
  if (isInterruption(error, signal)) return signalCode(signal)
  if (!isBlockSlotsError(error)) return 1
  if (error.code === 'invalid-input') return 2
  if (error.code === 'aborted') return signalCode(signal)
  if (error.code === 'rate-limited') return 4
  const access = ['unauthenticated', 'token-unavailable', 'reauthorization-required', 'forbidden']
  return access.includes(error.code) ? 3 : 1
}

/** True when the service says that what was read does not exist. A page, or a route that does not exist, says nothing of it. */
export function isAbsent(error: unknown): boolean {
  if (!isBlockSlotsError(error)) return false
  const { code, detail = '' } = error
  if (code === 'not-found') return !/^(cannot |\s*<)/i.test(detail)
  return code === 'rejected' && /\b(not found|does not exist|already been deleted)\b/i.test(detail)
}

/** The exit code of a run that a signal has ended before anything was changed. */
export function signalCode({ reason }: AbortSignal): number {
  const code = Object.entries(signalCodes).find(([name]) => name === reason)?.[1]
  return code ?? signalCodes.SIGINT
}

/** True for the reason of a signal, which is thrown by what was waiting for it. */
const isInterruption = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && error === reason

/** Describes an error in lines: what happened, what to do, and the id that HighLevel's support asks for. */
export function describeFailure(
  error: unknown,
  json: boolean,
  io: Pick<Io, 'progress' | 'signal'>,
): Output[] {
  const message = messageOf(error, io.signal)
  if (json) return [{ json: isBlockSlotsError(error) ? error : { code: codeOf(error, io.signal), message } }]
  // Commander puts its suggestion on a line of its own, and a configuration has a line for each mistake.
  const hasLines = error instanceof CommanderError || (isBlockSlotsError(error) && error.operation === 'sync')
  const lines = hasLines ? message.split('\n') : [message]
  return [`Error: ${lines[0]}`, ...lines.slice(1), ...adviceFor(error, io)]
}

const codeOf = (error: unknown, signal: AbortSignal): string => {
  if (isInterruption(error, signal)) return 'aborted'
  if (error instanceof UsageError || error instanceof CommanderError) return 'usage'
  return error instanceof OutputError ? 'output' : 'unexpected'
}

function messageOf(error: unknown, signal: AbortSignal): string {
  if (isInterruption(error, signal)) return `interrupted by ${String(error)}`
  if (isBlockSlotsError(error, 'aborted') && typeof signal.reason === 'string') {
    const when = error.attempts.length === 0 ? ', before anything was sent' : ''
    return `${error.operation}: interrupted by ${signal.reason}${when}`
  }
  return withoutOperation((error instanceof Error ? error.message : String(error)).replace(/^error: /, ''))
}

/** Leaves out the operation of messages that are about no request. */
export const withoutOperation = (message: string): string => message.replace(/(^|: )sync: /, '$1')

function adviceFor(error: unknown, { progress }: Pick<Io, 'progress'>): string[] {
  if (error instanceof CommanderError) return ['Run with --help for usage.']
  const resume = describeResume({ progress })
  if (resume.length > 0) return [...(isBlockSlotsError(error) ? adviceForCall(error) : []), ...resume]
  if (isBlockSlotsError(error)) return adviceForCall(error)
  if (progress.applied !== 'no') {
    const was = progress.applied === 'yes' ? 'was' : 'may have been'
    return [`Hint: The change ${was} made. Check with "list" before you send it again.`]
  }
  return error instanceof UsageError && isBlockSlotsError(error.cause) ? adviceForCall(error.cause) : []
}

/** Describes how to go on with what was begun and not reported; empty where there is nothing. */
export const describeResume = ({ progress: { applied, resume } }: Pick<Io, 'progress'>): string[] =>
  applied === 'no' || resume === undefined
    ? []
    : [
        `Changes were made, or may have been. Continue with: ${resume}`,
        'It reads the calendars first, and creates nothing twice.',
      ]

function adviceForCall(error: BlockSlotsError): string[] {
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
