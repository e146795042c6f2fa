import type { Priority } from '../options/call.ts'
import type { Permit } from '../rate-limit/limiter.ts'
import {
  acquireMany,
  assert,
  assertGranted,
  ok,
  permitOf,
  permitsOf,
  releaseAll,
  response,
  startAcquire,
  takeSlots,
  type CheckContext,
  type Checks,
  type Pending,
} from './harness.ts'

/** Order and fairness of waiting requests, and behaviour while the quota is closed. */
export const fairnessChecks: Checks = {
  'requests go in order, retries before first attempts': checkOrder,
  'bulk requests leave a tenth of the quota to interactive ones': checkReserve,
  'neither priority starves the other': checkStarvation,
  'a 429 closes the quota for one window, then a single probe goes first': checkClosed,
  'a lost probe is followed by another': checkLostProbe,
  'a 429 that comes while a probe is in flight keeps its pause, whatever becomes of the probe': checkLate429,
  'Retry-After is obeyed': checkRetryAfter,
  'a request that cannot go before its deadline is refused at once': checkDeadline,
}

async function checkOrder(context: CheckContext): Promise<void> {
  const { maxDelayMs, sleep } = context
  const permits = await takeSlots(context)
  const priorities = ['bulk', 'interactive'] as const
  const asked = priorities.flatMap((priority) =>
    [false, true].flatMap((isRetry) => acquireMany(context, 2, { priority, isRetry })),
  )
  // Interactive before bulk, retries before first attempts, then by arrival.
  const order = [6, 7, 4, 5, 2, 3, 0, 1].map((index) => asked[index])
  for (const [index, permit] of permits.slice(0, order.length).entries()) {
    await sleep(maxDelayMs)
    permit.release({ sent: 'no' })
    await sleep(maxDelayMs)
    const next = order[index]
    const gone = permitsOf(asked).length
    assert(gone === index + 1, `${gone} waiting requests had gone after ${index + 1} slots were free`)
    assert(
      next !== undefined && permitOf(next) !== undefined,
      `waiting request number ${index + 1} was passed over`,
    )
  }
}

async function checkReserve(context: CheckContext): Promise<void> {
  const { max, maxDelayMs } = context
  const reserve = Math.ceil(max / 10)
  const bulk = acquireMany(context, max * 2, { priority: 'bulk' })
  await assertGranted(
    context,
    bulk,
    { afterMs: maxDelayMs, count: max - reserve },
    'when only bulk requests were sent',
  )
  await assertGranted(
    context,
    acquireMany(context, reserve + 2),
    { afterMs: maxDelayMs, count: reserve },
    'when bulk requests had taken all they may',
  )
}

async function checkStarvation(context: CheckContext): Promise<void> {
  const { max, intervalMs, clock, sleep, acquire } = context
  const endAt = clock.now() + intervalMs * 6
  const served = { interactive: 0, bulk: 0 }
  const call = async (priority: Priority): Promise<void> => {
    while (clock.now() < endAt) {
      const permit = await acquire({ priority })
      served[priority]++
      await sleep(intervalMs / 50)
      if ('release' in permit) permit.release(ok)
    }
  }
  for (let callers = 0; callers < max * 2; callers++) {
    call('interactive').catch(() => {})
    call('bulk').catch(() => {})
  }
  await sleep(intervalMs * 6)
  assert(
    served.bulk > 0 && served.interactive > served.bulk,
    `in six windows ${served.interactive} interactive and ${served.bulk} bulk requests went`,
  )
}

/** Closes the quota with a 429, and starts requests that wait for it. */
async function closed(
  context: CheckContext,
  waiting: number,
  fields?: Record<string, string | number>,
): Promise<Pending[]> {
  const permits = await takeSlots(context, 3)
  releaseAll(permits, response(429, fields))
  await context.sleep(context.maxDelayMs / 4)
  return acquireMany(context, waiting)
}

async function checkClosed(context: CheckContext): Promise<void> {
  const { max, intervalMs, maxDelayMs, sleep } = context
  const asked = await closed(context, max)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.95 - maxDelayMs / 4, count: 0 },
    'within a window after a 429',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.3 + maxDelayMs * 1.25, count: 1 },
    'after the quota had to open, and before the probe had a response',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs, count: 1 },
    'one window later, with the probe still without a response',
  )
  permitsOf(asked)[0]?.release(ok)
  const [now, rest] = [context.clock.now(), asked.filter((one) => permitOf(one) === undefined)]
  await assertGranted(
    context,
    rest,
    { afterMs: intervalMs / 5, min: 0, max: Math.ceil(max / 3) },
    'a fifth of a window after the quota was open',
  )
  await sleep(intervalMs * 0.9 + maxDelayMs)
  assert(
    permitsOf(rest).length >= max / 2 - 1,
    `only ${permitsOf(rest).length} of ${rest.length} had gone ${context.clock.now() - now} ms after the quota was open`,
  )
}

async function checkLostProbe(context: CheckContext): Promise<void> {
  const { intervalMs, maxDelayMs } = context
  const asked = await closed(context, 4)
  const permits = (): Permit[] => permitsOf(asked)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 1.25 + maxDelayMs, count: 1 },
    'after the quota had to open',
  )
  releaseAll(permits(), { sent: 'no-response' })
  await assertGranted(context, asked, { afterMs: maxDelayMs, count: 2 }, 'after the probe was lost')
  releaseAll(permits(), { sent: 'no' })
  await assertGranted(
    context,
    asked,
    { afterMs: maxDelayMs, count: 3 },
    'after the second probe turned out to be unsent',
  )
  releaseAll(permits(), response(429))
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.95, count: 3 },
    'within a window after a probe met another 429',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.3 + maxDelayMs, count: 4 },
    'after the quota had to open again',
  )
}

async function checkLate429(context: CheckContext): Promise<void> {
  const { intervalMs, maxDelayMs } = context
  const [late] = await takeSlots(context, 1)
  const asked = await closed(context, 4)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 1.25 + maxDelayMs, count: 1 },
    'after the quota had to open',
  )
  late?.release(response(429))
  await context.sleep(maxDelayMs / 4)
  releaseAll(permitsOf(asked), ok)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.95 - maxDelayMs / 2, count: 1 },
    'within a window after another request met a 429, although the probe got through',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.3 + maxDelayMs * 1.5, count: 2 },
    'after the quota had to open again, for another probe',
  )
}

async function checkRetryAfter(context: CheckContext): Promise<void> {
  const { intervalMs, maxDelayMs } = context
  const seconds = Math.ceil(intervalMs / 1000) + 1
  const date = 'Tue, 01 Jan 2030 00:00:00 GMT'
  const at = new Date(Date.parse(date) + seconds * 1000).toUTCString()
  const asked = await closed(context, 2, { 'retry-after': at, date })
  await assertGranted(
    context,
    asked,
    { afterMs: seconds * 1000 * 0.95 - maxDelayMs / 4, count: 0 },
    `before the ${seconds} s had passed that a date announced`,
  )
  await assertGranted(
    context,
    asked,
    { afterMs: seconds * 1000 * 0.35 + maxDelayMs * 1.25, count: 1 },
    `after ${seconds} s and a quarter had passed`,
  )
}

async function checkDeadline(context: CheckContext): Promise<void> {
  const { clock, maxDelayMs } = context
  const waiting = acquireMany(context, context.max + 2, { withinMs: 20_000 })
  await context.sleep(maxDelayMs)
  const now = clock.now()
  permitsOf(waiting)[0]?.release(response(429, { 'retry-after': 30 }))
  const late = startAcquire(context, { withinMs: 20_000 })
  await context.sleep(maxDelayMs * 2)
  for (const { result } of [...waiting.slice(-2), late]) {
    assert(
      result !== undefined && 'retryAt' in result,
      'a request with 20 s left waits for a quota that opens in 30 s',
    )
    const inMs = result.retryAt - now
    assert(inMs >= 29_900 && inMs <= 37_500 + maxDelayMs, `retryAt was in ${inMs} ms instead of 30 to 37.5 s`)
  }
  const patient = startAcquire(context, { withinMs: 60_000 })
  await context.sleep(maxDelayMs)
  assert(patient.result === undefined, 'a request with 60 s left did not wait for a quota that opens in 30 s')
}
