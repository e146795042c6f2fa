import { type Applied, isBlockSlotsError } from '@block-slots/client'
import { describeFailure, OutputError, UsageError } from '../failure.ts'
import type { Output } from '../io.ts'
import type { Session } from '../session.ts'

/** Writes that are sent one after the other. */
export type Writes<Item> = {
  readonly items: readonly Item[]
  /** Sends one, and returns what is printed of it. */
  readonly send: (item: Item) => Promise<readonly Output[]>
  /** Names one where it fails: `Anna, Tue 2026-12-01 09:00 to 10:00`. */
  readonly nameOf: (item: Item) => string
  /** What is done to them: `created`. */
  readonly done: string
  readonly json?: true | undefined
}

/**
 * Sends writes, and reports each before the next is sent: an interruption leaves at most one unreported. A failure does not
 * keep the others from being sent, unless they would fail in the same way.
 *
 * @throws The error of the only write, or one that ends the run before anything was done.
 */
export async function writeAll<Item>(writes: Writes<Item>, session: Session): Promise<void> {
  const { items, nameOf, done } = writes
  const { progress, note } = session
  const failed: Item[] = []
  let mayRemain = false
  for (const [at, item] of items.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- one is reported before the next is sent
    const error = await writeOne(item, writes, session)
    if (error === undefined) continue
    const isLast = endsTheRun(error) || session.signal.aborted
    if (items.length === 1 || (isLast && at === 0 && appliedOf(error) === 'no')) throw error
    failed.push(item)
    if (appliedOf(error) !== 'no') mayRemain = true
    // oxlint-disable-next-line no-await-in-loop -- it is reported as it happens
    await note(...describeFailure(error, writes.json ?? false, session))
    progress.applied = 'no'
    if (!isLast) continue
    failed.push(...items.slice(at + 1))
    break
  }
  if (failed.length === 0) return
  if (!writes.json) {
    const names = failed.map(nameOf).join('; ')
    await note(`Not ${done}, ${failed.length} of ${items.length}: ${names}.`)
  }
  if (mayRemain) progress.applied = 'unknown'
  progress.code = 7
}

/** Sends and reports one write. Returns what it failed with. */
async function writeOne<Item>(item: Item, { send }: Writes<Item>, session: Session): Promise<unknown> {
  const { progress, print, signal } = session
  if (signal.aborted) return signal.reason
  progress.applied = 'unknown'
  try {
    const output = await send(item)
    progress.applied = 'yes'
    await print(...output)
    progress.applied = 'no'
    return undefined
  } catch (error) {
    if (error instanceof OutputError) throw error
    progress.applied = appliedOf(error)
    return error
  }
}

/** What was not recognised may have been sent. */
const appliedOf = (error: unknown): Applied => {
  if (isBlockSlotsError(error)) return error.applied
  return error instanceof UsageError || typeof error === 'string' ? 'no' : 'unknown'
}

/** True for an error that every other request would end with as well. */
export const endsTheRun = (error: unknown): boolean =>
  typeof error === 'string' ||
  (isBlockSlotsError(error) &&
    ['aborted', 'rate-limited', 'unauthenticated', 'token-unavailable', 'reauthorization-required'].includes(
      error.code,
    ))
