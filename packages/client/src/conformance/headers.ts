import {
  answer,
  count,
  demand,
  fill,
  permitOf,
  settleAll,
  watch,
  watchMany,
  type Trial,
  type Trials,
} from './harness.ts'

/** What the service says of a quota is believed, as far as it can be. */
export const quotaTrials: Trials = {
  'a lower maximum of the service holds at once, a higher one never': tryMaximum,
  'a longer window of the service holds at once': tryInterval,
  'what others have sent counts': tryForeign,
  'headers that cannot be are ignored': tryMalformed,
  'a spent day stops the key': tryDaily,
  'keys do not hold each other up': tryKeys,
  'a key that is merged into another brings its requests along': tryMerge,
}

/** Sends a number of requests one after another, each of which is answered at once with these headers. */
async function hear(trial: Trial, times: number, fields: Record<string, string | number>): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    const permit = await trial.ask()
    if ('release' in permit) permit.release(answer(200, fields))
    await trial.sleep(trial.commitDelayMs / 2)
  }
}

async function tryMaximum(trial: Trial): Promise<void> {
  const { max, commitDelayMs, intervalMs, sleep } = trial
  await hear(trial, 1, { 'x-ratelimit-max': 5 })
  await sleep(intervalMs + commitDelayMs)
  const few = watchMany(trial, max)
  await count(trial, few, commitDelayMs, 5, 5, 'when the service allowed 5')
  settleAll(
    few.map(permitOf).filter((permit) => permit !== undefined),
    answer(200, { 'x-ratelimit-max': max * 10 }),
  )
  // The other waiters go meanwhile, are answered like that, and so raise the maximum again.
  for (let turn = 0; turn < 6; turn++) {
    await sleep(intervalMs + commitDelayMs)
    settleAll(
      few.map(permitOf).filter((permit) => permit !== undefined),
      answer(200, { 'x-ratelimit-max': max * 10 }),
    )
  }
  await sleep(intervalMs + commitDelayMs)
  const many = watchMany(trial, max * 2)
  await count(
    trial,
    many,
    commitDelayMs,
    max,
    max,
    `when the service allowed ${max * 10}, and ${max} were configured`,
  )
}

async function tryInterval(trial: Trial): Promise<void> {
  const { intervalMs, commitDelayMs } = trial
  settleAll(await fill(trial), answer(200, { 'x-ratelimit-interval-milliseconds': intervalMs * 2 }))
  const asked = watchMany(trial, 3)
  await count(trial, asked, intervalMs * 1.95, 0, 0, 'within the longer window of the service')
  await count(trial, asked, intervalMs * 0.05 + commitDelayMs, 3, 3, 'after the longer window of the service')
}

async function tryForeign(trial: Trial): Promise<void> {
  const { max, intervalMs, commitDelayMs } = trial
  const [permit] = await fill(trial, 1)
  permit?.release(answer(200, { 'x-ratelimit-max': max, 'x-ratelimit-remaining': 3 }))
  await trial.sleep(commitDelayMs / 4)
  const asked = watchMany(trial, max)
  await count(trial, asked, intervalMs * 0.5, 3, 3, 'when the service said that 3 are left')
  await count(trial, asked, intervalMs * 0.5 + commitDelayMs, max - 3, max, 'a window later')
}

async function tryMalformed(trial: Trial): Promise<void> {
  const { max, commitDelayMs, intervalMs } = trial
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
  for (const fields of values) await hear(trial, 1, fields)
  await trial.sleep(intervalMs + commitDelayMs)
  await count(trial, watchMany(trial, max * 2), commitDelayMs, max, max, 'after headers that cannot be')
}

async function tryDaily(trial: Trial): Promise<void> {
  const [permit] = await fill(trial, 1)
  permit?.release(answer(200, { 'x-ratelimit-limit-daily': 200_000, 'x-ratelimit-daily-remaining': 0 }))
  await trial.sleep(trial.commitDelayMs / 4)
  const asked = watch(trial, { withinMs: 600_000 })
  await trial.sleep(trial.commitDelayMs)
  demand(
    asked.result !== undefined && 'retryAt' in asked.result,
    'a request with ten minutes was not refused although nothing was left of the day',
  )
}

async function tryKeys(trial: Trial): Promise<void> {
  await fill(trial)
  const other = watchMany(trial, trial.max, { key: `${trial.key}:` })
  await count(trial, other, trial.commitDelayMs, trial.max, trial.max, 'when another key was full')
}

async function tryMerge(trial: Trial): Promise<void> {
  const { limiter, key, max, commitDelayMs } = trial
  if (limiter.merge === undefined) return
  const other = `${key} other`
  const [first] = await fill(trial, 4, { key: other })
  await fill(trial, max - 5)
  limiter.merge(other, key)
  const asked = [...watchMany(trial, 3), ...watchMany(trial, 3, { key: other })]
  await count(
    trial,
    asked,
    commitDelayMs,
    1,
    1,
    'when two keys with all slots but one between them were merged',
  )
  first?.release({ sent: 'no' })
  await count(trial, asked, commitDelayMs, 2, 2, 'when a request of the former key had not left')
}
