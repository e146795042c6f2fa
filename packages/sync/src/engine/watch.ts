import { isBlockSlotsError } from '@block-slots/client'
import { syncError } from '../error.ts'
import type { SyncEvent } from '../event.ts'
import type { Plan } from '../report.ts'
import type { Sync, WatchOptions } from '../sync.ts'
import type { SyncContext } from './context.ts'

const unitsMs = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const

/**
 * Reads a duration of days, hours, minutes and seconds.
 *
 * @throws BlockSlotsError of code `invalid-input`.
 */
export function readDuration(text: string): number {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match ?? []
  const ms =
    Number(days) * unitsMs.D +
    Number(hours) * unitsMs.H +
    Number(minutes) * unitsMs.M +
    Number(seconds) * unitsMs.S
  if (ms > 0) return ms
  throw syncError(
    'invalid-input',
    `Expected every to be a duration and got ${text}. Write PT15M for 15 minutes.`,
  )
}

/**
 * Plans and applies again and again, until the signal aborts or the caller stops reading.
 *
 * @yields What happens, as it happens.
 */
export async function* watchOwners(
  { clock }: SyncContext,
  sync: Pick<Sync, 'plan' | 'apply'>,
  { every, approve, signal: given, onEvent }: WatchOptions,
): AsyncGenerator<SyncEvent, void, undefined> {
  const everyMs = readDuration(every)
  const caller = new AbortController()
  const signal = given === undefined ? caller.signal : AbortSignal.any([given, caller.signal])
  try {
    while (!signal.aborted) {
      const startedAt = clock.now()
      yield* eventsOf(caller, async (emit) => {
        const options = { signal, onEvent: joinListeners(emit, onEvent) }
        try {
          const plan = await sync.plan(options)
          // Without changes as well: what the plan has found is remembered, such as the new names of items.
          if (plan.changes === 0 || (await isApproved(plan, approve))) await sync.apply(plan, options)
        } catch (error) {
          // Another process has been at work; the next plan finds what it has left.
          if (!isBlockSlotsError(error, 'plan-stale') && !isBlockSlotsError(error, 'store-locked'))
            throw error
        }
      })
      const at = clock.now()
      // A clock that was set back must not make this wait longer.
      const until = Math.min(startedAt, at) + everyMs
      if (signal.aborted || until <= at) continue
      yield { type: 'wait', at, until, why: 'next-plan' }
      await clock.sleep(until - at, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    caller.abort()
  }
}

const joinListeners =
  (emit: (event: SyncEvent) => void, onEvent: WatchOptions['onEvent']) =>
  (event: SyncEvent): void => {
    emit(event)
    onEvent?.(event)
  }

async function isApproved(plan: Plan, approve: WatchOptions['approve']): Promise<boolean> {
  if (typeof approve === 'function') return approve(plan)
  return approve === 'all' || plan.counts.create === plan.changes
}

/**
 * Runs a function, and rejects as it does. Where the caller stops reading, the function is aborted and awaited: nothing is sent
 * afterwards, and the store may be closed.
 *
 * @param caller - Aborted when the caller stops reading.
 * @yields Its events, as they come.
 */
async function* eventsOf(
  caller: AbortController,
  work: (emit: (event: SyncEvent) => void) => Promise<void>,
): AsyncGenerator<SyncEvent, void, undefined> {
  const channel = new TransformStream<SyncEvent, SyncEvent>(undefined, { highWaterMark: Infinity })
  const writer = channel.writable.getWriter()
  // Nothing is written any more where the caller has stopped reading.
  const ended = work((event) => void writer.write(event).catch(() => {})).finally(async () => {
    await writer.close().catch(() => {})
  })
  let isRead = false
  try {
    yield* channel.readable
    isRead = true
  } finally {
    if (!isRead) caller.abort()
    await ended.catch(() => {})
  }
  await ended
}
