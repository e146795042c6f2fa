import { type BlockSlotsError, isBlockSlotsError } from '@block-slots/client'
import { Mistake, OutputError, TokenError, UsageError } from './error.ts'
import { describeUnreported, exitCode, factsOf, signalCode } from './exit-code.ts'
import { describeMistake } from './help/mistake.ts'
import type { Io, Output } from './io.ts'
import { describeMessage, describeRetry, hintFor } from './message.ts'

/** The exit code of a run that was ended by an error. */
export function exitCodeOf(error: unknown, { progress, signal }: Pick<Io, 'progress' | 'signal'>): number {
  const facts = factsOf(progress, codeOfError(error, signal))
  const isOpen = isBlockSlotsError(error) && error.applied !== 'no'
  return exitCode(facts.unreported === 'no' && isOpen ? { ...facts, unreported: error.applied } : facts)
}

/** The exit code for what has ended a run. */
function codeOfError(error: unknown, signal: AbortSignal): number {
  if (error instanceof Mistake) return 2
  if (error instanceof TokenError) return 3
  if (error instanceof UsageError) return error.cause === undefined ? 2 : codeOfError(error.cause, signal)
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

/** True for the reason of a signal, which is thrown by what was waiting for it. */
const isInterruption = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && error === reason

/** Describes an error in lines: what happened, what to do, and the id that HighLevel's support asks for. */
export function describeFailure(
  error: unknown,
  json: boolean,
  io: Pick<Io, 'progress' | 'signal' | 'now'>,
): Output[] {
  const message = error instanceof Mistake ? describeMistake(error) : messageOf(error, io.signal)
  if (json) {
    return [{ json: isBlockSlotsError(error) ? valuesOfCall(error, io) : valuesOf(message, error, io) }]
  }
  // A configuration has a line for each mistake, and what an option lacks is followed by an example.
  const hasLines = error instanceof Mistake || (isBlockSlotsError(error) && error.operation === 'sync')
  const text = error instanceof Mistake ? message : describeMessage(message)
  const lines = hasLines ? text.split('\n') : [text]
  return [`Error: ${lines[0]}`, ...lines.slice(1), ...adviceFor(error, io)]
}

/** The values of an error of a call. One that has ended a run, such as that of a full disk, leaves open what was sent before. */
function valuesOfCall(error: BlockSlotsError, { progress }: Pick<Io, 'progress'>): object {
  const { resume } = progress
  const values = wordsOf(error)
  if (resume === undefined) return values
  const applied = error.applied === 'no' ? factsOf(progress).unreported : error.applied
  return { ...values, applied, resume }
}

/** The values of an error of a call, in the words of the text. */
function wordsOf(error: BlockSlotsError): object {
  const { name: _, code, message: __, ...more } = error.toJSON()
  return { code, message: describeMessage(error.message), ...more, hint: hintFor(error) }
}

/** The values of an error that is not of a call, with the change that it leaves unreported. */
const valuesOf = (
  message: string,
  error: unknown,
  { progress, signal }: Pick<Io, 'progress' | 'signal'>,
): object => ({
  code: codeOf(error, signal),
  message,
  applied: factsOf(progress).unreported,
  // What a call has failed with, where that is the reason.
  ...(error instanceof Error && isBlockSlotsError(error.cause) ? { cause: wordsOf(error.cause) } : {}),
  ...(progress.resume === undefined ? {} : { resume: progress.resume }),
})

const codeOf = (error: unknown, signal: AbortSignal): string => {
  if (isInterruption(error, signal)) return 'aborted'
  if (error instanceof TokenError) return 'token-unavailable'
  if (error instanceof UsageError || error instanceof Mistake) return 'usage'
  return error instanceof OutputError ? 'output' : 'unexpected'
}

function messageOf(error: unknown, signal: AbortSignal): string {
  if (isInterruption(error, signal)) return `interrupted by ${String(error)}`
  if (isBlockSlotsError(error, 'aborted') && typeof signal.reason === 'string') {
    const when = error.attempts.length === 0 ? ', before anything was sent' : ''
    return `interrupted by ${signal.reason}${when}`
  }
  return error instanceof Error ? error.message : String(error)
}

function adviceFor(error: unknown, { progress, now }: Pick<Io, 'progress' | 'now'>): string[] {
  const unreported = describeUnreported(progress)
  if (isBlockSlotsError(error)) {
    return [...adviceForCall(error, now()), ...(progress.resume === undefined ? [] : unreported)]
  }
  if (unreported.length > 0) return unreported
  return error instanceof UsageError && isBlockSlotsError(error.cause)
    ? adviceForCall(error.cause, now())
    : []
}

function adviceForCall(error: BlockSlotsError, now: number): string[] {
  const { retryAt, traceId } = error
  const hint = hintFor(error)
  return [
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
    ...(retryAt === undefined ? [] : [describeRetry(retryAt, now)]),
    ...(traceId === undefined ? [] : [`Trace id: ${traceId}`]),
  ]
}
