import { isBlockSlotsError } from '@block-slots/client'
import { OutputError, UsageError } from '../error.ts'
import { signalCode } from '../exit-code.ts'
import { describeFailure } from '../failure.ts'
import type { Session } from '../session.ts'
import { sleepOf } from '../time/sleep.ts'
import { withSync, type SyncFlags } from './open.ts'
import { createPrintQueue } from './print-queue.ts'
import { clockOf, isApproval, runRound, type Round } from './round.ts'

type WatchFlags = SyncFlags & { readonly every: string; readonly approve: string }

/** The shortest wait: each plan reads every calendar, and all programs of a sub-account share the rate limit. */
const minEveryMs = 60_000
/** The longest wait: the window of a configuration moves on every day. */
const maxEveryMs = 86_400_000

const unitsMs = { s: 1000, m: 60_000, h: 3_600_000 } as const

/**
 * `block-slots watch`: plans at an interval and applies what is approved, until a signal ends it. Configuration and state are
 * opened for each round: an edit counts from the next one on, and other commands work between two rounds.
 */
export async function watch(flags: WatchFlags, session: Session): Promise<void> {
  const { signal, progress, now } = session
  const everyMs = readEvery(flags.every)
  const { approve } = flags
  if (!isApproval(approve)) {
    throw new UsageError(
      `Expected --approve to be creates or all and got "${approve}". Write --approve creates.`,
    )
  }
  const queue = createPrintQueue(session)
  const round: Round = {
    isJson: flags.json ?? false,
    session,
    approve,
    queue,
    hasChanged: false,
    isIncomplete: false,
  }
  for (let count = 1; !signal.aborted; count += 1) {
    const startedAt = now()
    try {
      // oxlint-disable-next-line no-await-in-loop -- One round after another.
      await withSync(flags, session, (syncSession) => runRound(syncSession, round))
    } catch (error) {
      if (signal.aborted) break
      // Nothing of a first round that cannot begin gets better by itself.
      if (error instanceof OutputError || (count === 1 && isMistake(error))) throw error
      round.isIncomplete = true
      addFailure(error, round)
    }
    // oxlint-disable-next-line no-await-in-loop -- As above.
    await queue.written()
    // A reader that has closed its pipe wants no more.
    if (session.isClosed()) return
    // oxlint-disable-next-line no-await-in-loop -- As above.
    await waitUntil(startedAt + everyMs, round)
  }
  await queue.written()
  if (round.isIncomplete) progress.code = 7
  else if (!round.hasChanged) progress.code = signalCode(signal)
}

/** Reads an interval: `15m`, `1h`, `90s`, or `PT15M`. */
function readEvery(text: string): number {
  const [, count = '', unit = ''] = /^(?:pt)?(\d{1,5})([smh])$/i.exec(text.trim()) ?? []
  const ms = Object.entries(unitsMs).find(([name]) => name === unit.toLowerCase())?.[1] ?? 0
  const everyMs = Number(count) * ms
  if (everyMs >= minEveryMs && everyMs <= maxEveryMs) return everyMs
  throw new UsageError(`Expected --every to be a time from 1m to 24h and got "${text}". Write --every 15m.`)
}

const isMistake = (error: unknown): boolean =>
  error instanceof UsageError || isBlockSlotsError(error, 'invalid-input')

/** Reports a round that has failed. The next one goes on with what it has left. */
function addFailure(error: unknown, { isJson, session, queue }: Round): void {
  const at = session.now()
  const output = describeFailure(error, isJson, session)
  if (!isJson) return void session.note(`${clockOf(at, session)}  This round has failed.`, ...output)
  for (const each of output) {
    if (typeof each === 'object' && 'json' in each)
      queue.add({ json: { type: 'error', at, error: each.json } })
  }
}

async function waitUntil(until: number, { isJson, session, queue }: Round): Promise<void> {
  const { clock, now, signal, status } = session
  const at = now()
  if (signal.aborted || until <= at) return
  if (isJson) queue.add({ json: { type: 'wait', at, until, why: 'next-plan' } })
  await status(`Next plan at ${clockOf(until, session)}. Ctrl-C ends it.`)
  await sleepOf(clock)(until - at, signal).catch(() => {})
}
