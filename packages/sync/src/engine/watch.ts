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

/** Plans and applies again and again, and yields what happens, until the signal aborts. */
export async function* watchOwners(
  { clock }: SyncContext,
  sync: Pick<Sync, 'plan' | 'apply'>,
  { every, approve, signal = new AbortController().signal, onEvent }: WatchOptions,
): AsyncGenerator<SyncEvent, void, undefined> {
  const everyMs = readDuration(every)
  while (!signal.aborted) {
    const startedAt = clock.now()
    yield* eventsOf(onEvent, async (emit) => {
      const options = { signal, onEvent: emit }
      const plan = await sync.plan(options)
      if (plan.changes > 0 && (await isApproved(plan, approve))) await sync.apply(plan, options)
    })
    const at = clock.now()
    const until = startedAt + everyMs
    if (signal.aborted || until <= at) continue
    yield { type: 'wait', at, until, why: 'next-plan' }
    await clock.sleep(until - at, signal).catch(() => {})
  }
}

async function isApproved(plan: Plan, approve: WatchOptions['approve']): Promise<boolean> {
  if (typeof approve === 'function') return approve(plan)
  return approve === 'all' || plan.counts.create === plan.changes
}

/** Yields the events of some work as they come, and throws what it throws, unless it was aborted. */
async function* eventsOf(
  onEvent: WatchOptions['onEvent'],
  work: (emit: (event: SyncEvent) => void) => Promise<void>,
): AsyncGenerator<SyncEvent, void, undefined> {
  const events: SyncEvent[] = []
  let wake = (): void => {}
  let isRunning = true
  const emit = (event: SyncEvent): void => {
    onEvent?.(event)
    events.push(event)
    wake()
  }
  const ended = work(emit).finally(() => {
    isRunning = false
    wake()
  })
  ended.catch(() => {})
  while (isRunning || events.length > 0) {
    const event = events.shift()
    if (event !== undefined) yield event
    else {
      // oxlint-disable-next-line no-await-in-loop -- Until there is one.
      await new Promise<void>((resolve) => {
        wake = resolve
        if (!isRunning) resolve()
      })
    }
  }
  await ended
}
