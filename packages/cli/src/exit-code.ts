import type { Applied } from '@block-slots/client'
import type { Progress } from './io.ts'

/** The signals that interrupt a run, and the exit codes by which a shell knows them. */
export const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** The exit code of what was changed, or may have been, without a report of it. */
const unreportedCode = 5
/** The exit code of a run of which a part was not done. */
const partialCode = 7

/** The meaning of each exit code, for the help and the guide. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'the service rejected the request or failed, or the output failed; nothing was changed',
  2: 'invalid usage, or a question that was not answered with yes; nothing was changed',
  3: 'the token is missing, invalid or expired, or does not have access; nothing was changed',
  4: 'too many requests; nothing was changed',
  [unreportedCode]: 'the change was made, or may have been: check with "list" before you send it again',
  6: 'calendars differ from their sources ("verify"), or changes are planned ("plan --exit-code")',
  [partialCode]:
    'a part was not done: changes that failed, owners that were stopped, or a run that was interrupted; it is named',
  [signalCodes.SIGHUP]: 'interrupted by SIGHUP before anything was changed',
  [signalCodes.SIGINT]: 'interrupted by Ctrl-C before anything was changed',
  [signalCodes.SIGTERM]: 'interrupted by SIGTERM before anything was changed',
}

/** All that the exit code follows from. */
export type Facts = {
  /** `yes` or `unknown` when a change was made, or may have been, that no output has reported. */
  readonly unreported: Applied
  /** True when a part was not done, and the rest was. */
  readonly isPartial: boolean
  /** The code of what has ended the run: 0 when it has done what it was to do. */
  readonly ended: number
}

/** The exit code of a run: what it has changed without a report decides before what failed, and that before what ended it. */
export function exitCode({ unreported, isPartial, ended }: Facts): number {
  if (unreported !== 'no') return unreportedCode
  return isPartial ? partialCode : ended
}

/** The facts of a run that ends now. */
export const factsOf = (
  { applied, isReportLost = false, code = 0 }: Progress,
  ended: number = code,
): Facts => ({
  unreported: applied === 'no' && isReportLost ? 'yes' : applied,
  isPartial: code === partialCode,
  ended,
})

/** The exit code of a run that a signal has ended before anything was changed. */
export function signalCode({ reason }: Pick<AbortSignal, 'reason'>): number {
  const code = Object.entries(signalCodes).find(([name]) => name === reason)?.[1]
  return code ?? signalCodes.SIGINT
}

/** Describes what was begun and not reported, and how to go on; empty where there is nothing. */
export function describeUnreported(
  progress: Pick<Progress, 'applied' | 'isReportLost' | 'resume'>,
): string[] {
  const { unreported } = factsOf(progress)
  if (unreported === 'no') return []
  if (progress.resume !== undefined) {
    return [
      `Changes were made, or may have been. Continue with: ${progress.resume}`,
      'It reads the calendars first, and creates nothing twice.',
    ]
  }
  const was = unreported === 'yes' ? 'was' : 'may have been'
  return [`Hint: The change ${was} made. Check with "list" before you send it again.`]
}
