import {
  acquireMany,
  assert,
  assertGranted,
  permitsOf,
  releaseAll,
  response,
  startAcquire,
  takeSlots,
  type CheckContext,
  type Checks,
} from './harness.ts'

/** Quota headers, and keys that share a quota. */
export const headerChecks: Checks = {
  'a lower maximum that the service announces holds at once, and none exceeds the configured one':
    checkMaximum,
  'a longer window that the service announces holds at once': checkInterval,
  'requests of other programs count': checkOtherPrograms,
  'impossible headers are ignored': checkMalformed,
  'a used-up daily quota stops the key': checkDaily,
  'keys are independent of each other': checkKeys,
  'a key that is merged into another brings its requests along': checkMerge,
  'a key that is merged into another brings its pause along': checkMergeClosed,
}

/** Sends requests one after another. Each gets a response with these headers at once. */
async function sendWith(
  context: CheckContext,
  times: number,
  fields: Record<string, string | number>,
): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    const permit = await context.acquire()
    if ('release' in permit) permit.release(response(200, fields))
    await context.sleep(context.maxDelayMs / 2)
  }
}

async function checkMaximum(context: CheckContext): Promise<void> {
  const { max, maxDelayMs, intervalMs, sleep } = context
  await sendWith(context, 1, { 'x-ratelimit-max': 5 })
  await sleep(intervalMs + maxDelayMs)
  const few = acquireMany(context, max)
  await assertGranted(context, few, { afterMs: maxDelayMs, count: 5 }, 'when the service allowed 5')
  releaseAll(permitsOf(few), response(200, { 'x-ratelimit-max': max * 10 }))
  // The other waiters go meanwhile, and their responses raise the maximum again.
  for (let turn = 0; turn < 6; turn++) {
    await sleep(intervalMs + maxDelayMs)
    releaseAll(permitsOf(few), response(200, { 'x-ratelimit-max': max * 10 }))
  }
  await sleep(intervalMs + maxDelayMs)
  const many = acquireMany(context, max * 2)
  await assertGranted(
    context,
    many,
    { afterMs: maxDelayMs, count: max },
    `when the service allowed ${max * 10}, and ${max} were configured`,
  )
}

async function checkInterval(context: CheckContext): Promise<void> {
  const { intervalMs, maxDelayMs } = context
  releaseAll(await takeSlots(context), response(200, { 'x-ratelimit-interval-milliseconds': intervalMs * 2 }))
  const asked = acquireMany(context, 3)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 1.95, count: 0 },
    'within the longer window of the service',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.05 + maxDelayMs, count: 3 },
    'after the longer window of the service',
  )
}

async function checkOtherPrograms(context: CheckContext): Promise<void> {
  const { max, intervalMs, maxDelayMs } = context
  const [permit] = await takeSlots(context, 1)
  permit?.release(response(200, { 'x-ratelimit-max': max, 'x-ratelimit-remaining': 3 }))
  await context.sleep(maxDelayMs / 4)
  const asked = acquireMany(context, max)
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.5, count: 3 },
    'when the service announced that 3 remain',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.5 + maxDelayMs, min: max - 3, max: max },
    'one window later',
  )
}

async function checkMalformed(context: CheckContext): Promise<void> {
  const { max, maxDelayMs, intervalMs } = context
  const values = [
    { 'x-ratelimit-max': 0, 'x-ratelimit-remaining': 0 },
    { 'x-ratelimit-max': -1 },
    { 'x-ratelimit-max': 'one' },
    { 'x-ratelimit-max': 2, 'x-ratelimit-remaining': 3 },
    { 'x-ratelimit-remaining': -5 },
    { 'x-ratelimit-interval-milliseconds': 0 },
    { 'x-ratelimit-interval-milliseconds': 86_400_001 },
    { 'x-ratelimit-daily-remaining': -1, 'x-ratelimit-daily-reset': 'soon' },
  ]
  for (const fields of values) await sendWith(context, 1, fields)
  await context.sleep(intervalMs + maxDelayMs)
  await assertGranted(
    context,
    acquireMany(context, max * 2),
    { afterMs: maxDelayMs, count: max },
    'after impossible headers',
  )
}

async function checkDaily(context: CheckContext): Promise<void> {
  const [permit] = await takeSlots(context, 1)
  permit?.release(response(200, { 'x-ratelimit-limit-daily': 200_000, 'x-ratelimit-daily-remaining': 0 }))
  await context.sleep(context.maxDelayMs / 4)
  const asked = startAcquire(context, { withinMs: 600_000 })
  await context.sleep(context.maxDelayMs)
  assert(
    asked.result !== undefined && 'retryAt' in asked.result,
    'a request with ten minutes left was not refused although the daily quota was used up',
  )
}

async function checkKeys(context: CheckContext): Promise<void> {
  await takeSlots(context)
  const other = acquireMany(context, context.max, { key: `${context.key}:` })
  await assertGranted(
    context,
    other,
    { afterMs: context.maxDelayMs, count: context.max },
    'when another key was full',
  )
}

async function checkMerge(context: CheckContext): Promise<void> {
  const { limiter, key, max, maxDelayMs } = context
  if (limiter.merge === undefined) return
  const other = `${key} other`
  const [first] = await takeSlots(context, 4, { key: other })
  await takeSlots(context, max - 5)
  limiter.merge(other, key)
  const asked = [...acquireMany(context, 3), ...acquireMany(context, 3, { key: other })]
  await assertGranted(
    context,
    asked,
    { afterMs: maxDelayMs, count: 1 },
    'when two keys that hold all slots but one were merged',
  )
  first?.release({ sent: 'no' })
  await assertGranted(
    context,
    asked,
    { afterMs: maxDelayMs, count: 2 },
    'when a request of the former key turned out to be unsent',
  )
}

async function checkMergeClosed(context: CheckContext): Promise<void> {
  const { limiter, key, intervalMs, maxDelayMs } = context
  if (limiter.merge === undefined) return
  const other = `${key} other`
  const [permit] = await takeSlots(context, 1, { key: other })
  permit?.release(response(429))
  await context.sleep(maxDelayMs / 4)
  limiter.merge(other, key)
  const asked = [...acquireMany(context, 2), ...acquireMany(context, 2, { key: other })]
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.95 - maxDelayMs / 4, count: 0 },
    'within a window after the former key met a 429',
  )
  await assertGranted(
    context,
    asked,
    { afterMs: intervalMs * 0.3 + maxDelayMs * 1.25, count: 1 },
    'after the quota had to open',
  )
}
