import {
  acquireMany,
  assert,
  assertGranted,
  ok,
  releaseAll,
  startAcquire,
  takeSlots,
  type CheckContext,
  type Checks,
} from './harness.ts'

/** Slots: when they are taken, and when they are free again. */
export const slotChecks: Checks = {
  'no window holds more requests than allowed, however long requests and responses take': checkWindows,
  'a request that is not released keeps its slot': checkUnreleased,
  'a slot is free one window after the response, and no earlier': checkResponse,
  'a slot without a response is free after one window and 5 s': checkNoResponse,
  'an unsent request frees its slot at once, and only once': checkUnsent,
  'an aborted request leaves nothing behind': checkAbort,
}

async function checkWindows(context: CheckContext): Promise<void> {
  const { max, intervalMs, clock, sleep, acquire } = context
  const arrivals: number[] = []
  const send = async (): Promise<void> => {
    const permit = await acquire()
    assert('release' in permit, 'a request with an hour left was refused')
    await sleep(Math.random() * intervalMs * 0.3)
    arrivals.push(clock.now())
    await sleep(Math.random() * intervalMs * 0.3)
    permit.release(ok)
  }
  const burst = async (many: number): Promise<void> => {
    await Promise.all(Array.from({ length: many }, send))
  }
  const before = clock.now()
  await burst(max * 2)
  // Idle for most of a window, so that a fixed window ends in the middle of the next burst.
  await sleep(intervalMs * 0.7)
  await Promise.all([burst(max), sleep(intervalMs * 0.9).then(() => burst(max))])
  const most = mostWithin(arrivals, intervalMs)
  assert(most <= max, `${most} requests arrived within one window, where ${max} are allowed`)
  const windows = (clock.now() - before) / intervalMs
  assert(windows < 15, `${max * 4} requests took ${windows.toFixed(1)} windows`)
}

/** Counts the most moments within any window. They are given in ascending order. */
function mostWithin(moments: readonly number[], intervalMs: number): number {
  let most = 0
  let start = 0
  moments.forEach((at, index) => {
    while ((moments[start] ?? at) + intervalMs <= at) start++
    most = Math.max(most, index - start + 1)
  })
  return most
}

async function checkUnreleased(context: CheckContext): Promise<void> {
  await takeSlots(context)
  const asked = acquireMany(context, 3)
  await assertGranted(
    context,
    asked,
    { afterMs: context.intervalMs * 3, count: 0 },
    'three windows after all slots were taken and none released',
  )
}

async function checkResponse(context: CheckContext): Promise<void> {
  const { intervalMs, maxDelayMs, sleep } = context
  const permits = await takeSlots(context)
  await sleep(intervalMs / 2)
  releaseAll(permits, ok)
  const asked = acquireMany(context, 5)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.95, count: 0 },
    'just before one window had passed since the responses',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.05 + maxDelayMs, count: 5 },
    'when one window had passed since the responses',
  )
}

async function checkNoResponse(context: CheckContext): Promise<void> {
  const { intervalMs, maxDelayMs } = context
  releaseAll(await takeSlots(context), { sent: 'no-response' })
  const asked = acquireMany(context, 5)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs + 4800, count: 0 },
    'one window and 4.8 s after the requests without a response',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: 200 + maxDelayMs, count: 5 },
    'one window and 5 s after the requests without a response',
  )
}

async function checkUnsent(context: CheckContext): Promise<void> {
  const [first, second] = await takeSlots(context)
  const asked = acquireMany(context, 5)
  for (let times = 0; times < 4; times++) first?.release({ sent: 'no' })
  await assertGranted(
    context,
    asked,
    { afterMs: context.maxDelayMs, count: 1 },
    'after one request turned out to be unsent',
  )
  second?.release(ok)
  second?.release({ sent: 'no' })
  await assertGranted(
    context,
    asked,
    { afterMs: context.maxDelayMs, count: 1 },
    'after a request with a response was released a second time, as unsent',
  )
}

async function checkAbort(context: CheckContext): Promise<void> {
  const permits = await takeSlots(context)
  const stops = Array.from({ length: 5 }, () => new AbortController())
  const asked = stops.map(({ signal }) => startAcquire(context, { signal }))
  const reason = new Error('aborted')
  for (const stop of stops.slice(0, 4)) stop.abort(reason)
  await context.sleep(context.maxDelayMs)
  assert(
    asked.slice(0, 4).every(({ failure }) => failure === reason),
    'an aborted request was not rejected with the reason of its signal',
  )
  releaseAll(permits.slice(0, 1), { sent: 'no' })
  await assertGranted(
    context,
    asked.slice(4),
    { afterMs: context.maxDelayMs, count: 1 },
    'after earlier requests were aborted and a slot was free',
  )
  const late = startAcquire(context, { signal: AbortSignal.abort(reason) })
  await context.sleep(context.maxDelayMs)
  assert(late.failure === reason, 'a signal that was aborted before the request was ignored')
  releaseAll(permits, { sent: 'no' })
  const rest = acquireMany(context, context.max + 5)
  const [most, when] = [context.max - 1, 'when all slots but one were free']
  await assertGranted(context, rest, { afterMs: context.maxDelayMs, count: most }, when)
}
