import type { Priority } from '../options/call.ts'
import type { Permit } from '../rate-limit/limiter.ts'
import {
  answer,
  count,
  demand,
  fill,
  granted,
  ok,
  permitOf,
  settleAll,
  watch,
  watchMany,
  type Trial,
  type Trials,
  type Watched,
} from './harness.ts'

/** Whose turn it is, and who waits behind the gate. */
export const turnTrials: Trials = {
  'first come, first served, and those that send again before the others': tryOrder,
  'the bulk priority leaves a tenth to the interactive one': tryReserve,
  'both priorities get on when both are full': tryStarvation,
  'a 429 closes the gate for a window, and one request tries first': tryGate,
  'a probe that is lost is followed by another': tryLostProbe,
  'a Retry-After is waited for': tryRetryAfter,
  'what cannot be sent in time is refused at once': tryRefusal,
}

async function tryOrder(trial: Trial): Promise<void> {
  const { commitDelayMs, sleep } = trial
  const permits = await fill(trial)
  const priorities = ['bulk', 'interactive'] as const
  const asked = priorities.flatMap((priority) =>
    [false, true].flatMap((again) => watchMany(trial, 2, { priority, again })),
  )
  // In the order in which they have to go: by priority, sent before or not, and who came first.
  const order = [6, 7, 4, 5, 2, 3, 0, 1].map((index) => asked[index])
  for (const [index, permit] of permits.slice(0, order.length).entries()) {
    await sleep(commitDelayMs)
    permit.release({ sent: 'no' })
    await sleep(commitDelayMs)
    const next = order[index]
    const gone = granted(asked)
    demand(gone === index + 1, `${gone} of those who waited had gone after ${index + 1} slots were free`)
    demand(
      next !== undefined && permitOf(next) !== undefined,
      `number ${index + 1} of those who waited was passed over`,
    )
  }
}

async function tryReserve(trial: Trial): Promise<void> {
  const { max, commitDelayMs } = trial
  const reserve = Math.ceil(max / 10)
  const bulk = watchMany(trial, max * 2, { priority: 'bulk' })
  await count(
    trial,
    bulk,
    commitDelayMs,
    max - reserve,
    max - reserve,
    'when only the bulk priority was in use',
  )
  await count(
    trial,
    watchMany(trial, reserve + 2),
    commitDelayMs,
    reserve,
    reserve,
    'when the bulk priority had taken all it may',
  )
}

async function tryStarvation(trial: Trial): Promise<void> {
  const { max, intervalMs, clock, sleep, ask } = trial
  const endAt = clock.now() + intervalMs * 6
  const served = { interactive: 0, bulk: 0 }
  const call = async (priority: Priority): Promise<void> => {
    while (clock.now() < endAt) {
      const permit = await ask({ priority })
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
  demand(
    served.bulk > 0 && served.interactive > served.bulk,
    `in six windows ${served.interactive} interactive requests went and ${served.bulk} of the bulk priority`,
  )
}

/** Closes the gate, with requests waiting behind it. */
async function closed(
  trial: Trial,
  waiting: number,
  fields?: Record<string, string | number>,
): Promise<Watched[]> {
  const permits = await fill(trial, 3)
  settleAll(permits, answer(429, fields))
  await trial.sleep(trial.commitDelayMs / 4)
  return watchMany(trial, waiting)
}

async function tryGate(trial: Trial): Promise<void> {
  const { max, intervalMs, commitDelayMs, sleep } = trial
  const asked = await closed(trial, max)
  await count(trial, asked, intervalMs * 0.95 - commitDelayMs / 4, 0, 0, 'within a window after a 429')
  await count(
    trial,
    asked,
    intervalMs * 0.3 + commitDelayMs * 1.25,
    1,
    1,
    'after the gate had to open, and before the first was answered',
  )
  await count(trial, asked, intervalMs, 1, 1, 'a window later, with the first still unanswered')
  asked
    .map(permitOf)
    .find((permit) => permit !== undefined)
    ?.release(ok)
  const [now, rest] = [trial.clock.now(), asked.filter((one) => permitOf(one) === undefined)]
  await count(
    trial,
    rest,
    intervalMs / 5,
    0,
    Math.ceil(max / 3),
    'a fifth of a window after the gate was open',
  )
  await sleep(intervalMs * 0.9 + commitDelayMs)
  demand(
    granted(rest) >= max / 2 - 1,
    `only ${granted(rest)} of ${rest.length} had gone ${trial.clock.now() - now} ms after the gate was open`,
  )
}

async function tryLostProbe(trial: Trial): Promise<void> {
  const { intervalMs, commitDelayMs } = trial
  const asked = await closed(trial, 4)
  const permits = (): Permit[] => asked.map(permitOf).filter((permit) => permit !== undefined)
  await count(trial, asked, intervalMs * 1.25 + commitDelayMs, 1, 1, 'after the gate had to open')
  settleAll(permits(), { sent: 'no-response' })
  await count(trial, asked, commitDelayMs, 2, 2, 'after the probe was lost')
  settleAll(permits(), { sent: 'no' })
  await count(trial, asked, commitDelayMs, 3, 3, 'after the second probe never left')
  settleAll(permits(), answer(429))
  await count(trial, asked, intervalMs * 0.95, 3, 3, 'within a window after a probe met another 429')
  await count(trial, asked, intervalMs * 0.3 + commitDelayMs, 4, 4, 'after the gate had to open again')
}

async function tryRetryAfter(trial: Trial): Promise<void> {
  const { intervalMs, commitDelayMs } = trial
  const seconds = Math.ceil(intervalMs / 1000) + 1
  const date = 'Tue, 01 Jan 2030 00:00:00 GMT'
  const at = new Date(Date.parse(date) + seconds * 1000).toUTCString()
  const asked = await closed(trial, 2, { 'retry-after': at, date })
  await count(
    trial,
    asked,
    seconds * 1000 * 0.95 - commitDelayMs / 4,
    0,
    0,
    `before ${seconds} s had passed, as a date said`,
  )
  await count(
    trial,
    asked,
    seconds * 1000 * 0.35 + commitDelayMs * 1.25,
    1,
    1,
    `after ${seconds} s and a quarter had passed`,
  )
}

async function tryRefusal(trial: Trial): Promise<void> {
  const { clock, commitDelayMs } = trial
  const waiting = watchMany(trial, trial.max + 2, { withinMs: 20_000 })
  await trial.sleep(commitDelayMs)
  const now = clock.now()
  waiting
    .map(permitOf)
    .find((permit) => permit !== undefined)
    ?.release(answer(429, { 'retry-after': 30 }))
  const late = watch(trial, { withinMs: 20_000 })
  await trial.sleep(commitDelayMs * 2)
  for (const { result } of [...waiting.slice(-2), late]) {
    demand(
      result !== undefined && 'retryAt' in result,
      'a request with 20 s was let wait for a gate that opens in 30',
    )
    const inMs = result.retryAt - now
    demand(
      inMs >= 29_900 && inMs <= 37_500 + commitDelayMs,
      `retryAt was in ${inMs} ms instead of 30 to 37.5 s`,
    )
  }
  const patient = watch(trial, { withinMs: 60_000 })
  await trial.sleep(commitDelayMs)
  demand(patient.result === undefined, 'a request with 60 s did not wait for a gate that opens in 30')
}
