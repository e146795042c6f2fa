import type { Clock } from '../clock.ts'
import type { Priority } from '../options/call.ts'
import type { Limiter, LimitExceeded, Permit, PermitOutcome } from '../rate-limit/limiter.ts'

/** How a request asks. */
export type Ask = {
  readonly key: string
  readonly priority: Priority
  readonly again: boolean
  readonly withinMs: number
  readonly signal: AbortSignal
}
type Result = Permit | LimitExceeded | undefined

/** One statement on trial: a limiter of its own, on a key that nobody else uses. */
export type Trial = {
  readonly max: number
  readonly intervalMs: number
  readonly commitDelayMs: number
  readonly clock: Clock
  readonly limiter: Limiter
  readonly key: string
  readonly ask: (how?: Partial<Ask>) => Promise<Permit | LimitExceeded>
  readonly sleep: (ms: number) => Promise<void>
}

/** Statements, and how each is tried. A trial throws the sentence that says what failed. */
export type Trials = Readonly<Record<string, (trial: Trial) => Promise<void>>>

/** Ends the trial with a sentence that says what failed. */
export function demand(kept: boolean, fault: string): asserts kept {
  if (!kept) throw new Error(fault)
}

/** An answer of the service with these headers. */
export const answer = (status: number, fields: Record<string, string | number> = {}): PermitOutcome => ({
  sent: 'yes',
  status,
  headers: { get: (name) => String(fields[name.toLowerCase()] ?? '') || null },
})
/** An answer that says nothing of the quota. */
export const ok: PermitOutcome = answer(200)

/** What an acquire has come to. */
export type Watched = { result: Result; failure?: unknown; at: number }

/** Asks, and notes when what came. */
export function watch({ ask, clock }: Trial, how?: Partial<Ask>): Watched {
  const watched: Watched = { result: undefined, at: Infinity }
  ask(how).then(
    (result) => Object.assign(watched, { result, at: clock.now() }),
    (failure: unknown) => Object.assign(watched, { failure, at: clock.now() }),
  )
  return watched
}

/** The same for several. */
export const watchMany = (trial: Trial, many: number, how?: Partial<Ask>): Watched[] =>
  Array.from({ length: many }, () => watch(trial, how))

/** The permit that it has come to, if it has. */
export const permitOf = ({ result }: Watched): Permit | undefined =>
  result !== undefined && 'release' in result ? result : undefined

/** How many have come to a permit. */
export const granted = (asked: readonly Watched[]): number =>
  asked.filter((one) => permitOf(one) !== undefined).length

/** Takes every slot, and gives the permits. */
export async function fill(trial: Trial, many: number = trial.max, how?: Partial<Ask>): Promise<Permit[]> {
  const asked = watchMany(trial, many, how)
  await trial.sleep(trial.commitDelayMs)
  const permits = asked.map(permitOf).filter((permit) => permit !== undefined)
  demand(
    permits.length === many,
    `of ${many} free slots, ${permits.length} could be had within ${trial.commitDelayMs} ms`,
  )
  return permits
}

/** Says how many of the waiting go within a time, and demands a number. */
export async function count(
  trial: Trial,
  asked: readonly Watched[],
  ms: number,
  least: number,
  most: number,
  when: string,
): Promise<void> {
  await trial.sleep(ms)
  const many = granted(asked)
  const wanted = least === most ? `${least}` : `${least} to ${most}`
  demand(
    many >= least && many <= most,
    `${when}, ${many} of ${asked.length} waiting requests had gone instead of ${wanted}`,
  )
}

/** Says the same of several requests. */
export const settleAll = (permits: readonly Permit[], settlement: PermitOutcome): void => {
  for (const permit of permits) permit.release(settlement)
}
