import { type Applied, isBlockSlotsError } from '@block-slots/client'
import type { SharedFlags } from '../account/connect.ts'
import { OutputError } from '../error.ts'
import { describeFailure } from '../failure.ts'
import type { Output } from '../io.ts'
import type { Session } from '../session.ts'
import { wrap } from '../text/columns.ts'
import { finishing } from './finish.ts'

/** Writes that are sent one after the other. */
export type Writes<Item, Result> = {
  readonly items: readonly Item[]
  /** Sends one. Its signal is aborted later than that of the run, so that what is in flight can finish. */
  readonly send: (item: Item, signal: AbortSignal) => Promise<Result>
  /** Describes the result of one; with `--json`, its result is printed. */
  readonly describe: (result: Result, item: Item) => readonly Output[]
  /** Names one where it fails: `Anna, Tue 2026-12-01 09:00 to 10:00`. */
  readonly nameOf: (item: Item) => string
  /** What is done to them: `created`. */
  readonly done: string
  /** How to go on after a failure, in a sentence. */
  readonly again: string
  readonly flags: Pick<SharedFlags, 'json' | 'verbose'>
}

/**
 * Sends writes, and reports each before the next is sent: an interruption leaves at most one unreported. A failure does not
 * keep the others from being sent, unless they would fail in the same way.
 *
 * @throws The error of the only write, or one that ends the run before anything was done.
 */
export async function writeAll<Item, Result>(writes: Writes<Item, Result>, session: Session): Promise<void> {
  const { items, nameOf, done, flags } = writes
  const { progress, note, signal } = session
  const failed: Item[] = []
  const unknown: Item[] = []
  for (const [at, item] of items.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one is reported before the next is sent
    const failure = await writeOne(item, writes, session)
    if (failure === undefined) continue
    const { error, applied } = failure
    const isLast = endsTheRun(error) || signal.aborted
    if (items.length === 1 || (isLast && at === 0 && applied === 'no')) throw error
    ;(applied === 'no' ? failed : unknown).push(item)
    // oxlint-disable-next-line no-await-in-loop -- it is reported as it happens
    await note(...describeFailure(error, flags.json ?? false, session))
    if (!isLast) continue
    failed.push(...items.slice(at + 1))
    break
  }
  if (failed.length + unknown.length === 0) return
  progress.code = 7
  if (flags.json) return
  const describeItems = (what: string, some: readonly Item[]): string[] => {
    if (some.length === 0) return []
    const names = some.slice(0, maxNamed).map(nameOf)
    const more = some.length > maxNamed ? [`and ${some.length - maxNamed} more`] : []
    return wrap(`${what}, ${some.length} of ${items.length}: ${[...names, ...more].join('; ')}.`)
  }
  await note(
    ...describeItems(`May have been ${done}`, unknown),
    ...describeItems(`Not ${done}`, failed),
    // What was sent without a response has been seen to appear seconds later.
    progress.applied === 'no'
      ? writes.again
      : `Wait ten seconds first: what was sent may still appear. ${writes.again}`,
  )
}

/** The most writes that are named. */
const maxNamed = 10

/** What a write failed with, and whether it may have been applied all the same. */
type Failure = { readonly error: unknown; readonly applied: Applied }

/** Sends and reports one write. One that may have been applied stays open to the end of the run. */
async function writeOne<Item, Result>(
  item: Item,
  { send, describe, flags }: Writes<Item, Result>,
  session: Session,
): Promise<Failure | undefined> {
  const { progress, print, note, signal } = session
  if (signal.aborted) return { error: signal.reason, applied: 'no' }
  const { applied: before } = progress
  progress.applied = 'unknown'
  try {
    const result = await finishing(session, (writing) => send(item, writing))
    progress.applied = 'yes'
    if (flags.verbose) await note(`< ${JSON.stringify(result)}`)
    await print(...(flags.json ? [{ json: result }] : describe(result, item)))
    progress.applied = before
    return undefined
  } catch (error) {
    if (error instanceof OutputError) throw error
    const applied = isBlockSlotsError(error) ? error.applied : 'unknown'
    progress.applied = applied === 'no' ? before : applied
    return { error, applied }
  }
}

/** True for an error that every other request would end with as well. */
export const endsTheRun = (error: unknown): boolean =>
  isBlockSlotsError(error) &&
  ['aborted', 'rate-limited', 'unauthenticated', 'token-unavailable', 'reauthorization-required'].includes(
    error.code,
  )
