import type { Lane, Permit } from './limiter.ts'
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
  type Watched,
} from './trial.ts'

/** Statements that every limiter has to keep, and how each is tried. A trial throws the sentence that says what failed. */
export const trials: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  'no window holds more requests than it may, however long the ways': tryWindows,
  'a request that is not settled keeps its slot': tryUnsettled,
  'a slot is free one window after the answer, and no earlier': tryAnswered,
  'a slot whose answer was lost is free after a window and a grace': tryLost,
  'a request that never left gives its slot back at once, and once': tryUnsent,
  'whoever gives up leaves nothing behind': tryAbort,
  'first come, first served, and those that send again before the others': tryOrder,
  'the bulk lane leaves a tenth to the interactive one': tryReserve,
  'both lanes get on when both are full': tryStarvation,
  'a 429 closes the gate for a window, and one request tries first': tryGate,
  'a probe that is lost is followed by another': tryLostProbe,
  'a Retry-After is waited for': tryRetryAfter,
  'what cannot be sent in time is refused at once': tryRefusal,
  'a lower maximum of the service holds at once, a higher one never': tryMaximum,
  'a longer window of the service holds at once': tryInterval,
  'what others have sent counts': tryForeign,
  'headers that cannot be are ignored': tryMalformed,
  'a spent day stops the key': tryDaily,
  'keys do not hold each other up': tryKeys,
  'a key that is merged into another brings its requests along': tryMerge,
}

async function tryWindows(trial: Trial): Promise<void> {
  const { max, intervalMs, clock, sleep, ask } = trial
  const arrivals: number[] = []
  const send = async (): Promise<void> => {
    const permit = await ask()
    demand('settle' in permit, 'a request was refused that had an hour')
    await sleep(Math.random() * intervalMs * 0.3)
    arrivals.push(clock.now())
    await sleep(Math.random() * intervalMs * 0.3)
    permit.settle(ok)
  }
  const burst = async (many: number): Promise<void> => {
    await Promise.all(Array.from({ length: many }, send))
  }
  const before = clock.now()
  await burst(max * 2)
  // Idle for most of a window, so that a window of one's own ends in the middle of the next burst.
  await sleep(intervalMs * 0.7)
  await Promise.all([burst(max), sleep(intervalMs * 0.9).then(() => burst(max))])
  const most = mostWithin(arrivals, intervalMs)
  demand(most <= max, `${most} requests arrived within one window, where ${max} are allowed`)
  const windows = (clock.now() - before) / intervalMs
  demand(windows < 15, `${max * 4} requests took ${windows.toFixed(1)} windows`)
}

/** The most moments, given in order, that lie within any window of that length. */
function mostWithin(moments: readonly number[], intervalMs: number): number {
  let most = 0
  let start = 0
  moments.forEach((at, index) => {
    while ((moments[start] ?? at) + intervalMs <= at) start++
    most = Math.max(most, index - start + 1)
  })
  return most
}

async function tryUnsettled(trial: Trial): Promise<void> {
  await fill(trial)
  const asked = watchMany(trial, 3)
  await count(trial, asked, trial.intervalMs * 3, 0, 0, 'three windows after all slots were taken for good')
}

async function tryAnswered(trial: Trial): Promise<void> {
  const { intervalMs, lateMs, sleep } = trial
  const permits = await fill(trial)
  await sleep(intervalMs / 2)
  settleAll(permits, ok)
  const asked = watchMany(trial, 5)
  await count(trial, asked, intervalMs * 0.95, 0, 0, 'just before a window had passed since the answers')
  await count(trial, asked, intervalMs * 0.05 + lateMs, 5, 5, 'when a window had passed since the answers')
}

async function tryLost(trial: Trial): Promise<void> {
  const { intervalMs, lateMs } = trial
  settleAll(await fill(trial), { sent: 'lost' })
  const asked = watchMany(trial, 5)
  await count(trial, asked, intervalMs + 4800, 0, 0, 'a window and 4.8 s after the answers were lost')
  await count(trial, asked, 200 + lateMs, 5, 5, 'a window and 5 s after the answers were lost')
}

async function tryUnsent(trial: Trial): Promise<void> {
  const [first, second] = await fill(trial)
  const asked = watchMany(trial, 5)
  for (let times = 0; times < 4; times++) first?.settle({ sent: 'no' })
  await count(trial, asked, trial.lateMs, 1, 1, 'after one request turned out never to have left')
  second?.settle(ok)
  second?.settle({ sent: 'no' })
  await count(trial, asked, trial.lateMs, 1, 1, 'after an answered request was settled as unsent as well')
}

async function tryAbort(trial: Trial): Promise<void> {
  const permits = await fill(trial)
  const stops = Array.from({ length: 5 }, () => new AbortController())
  const asked = stops.map(({ signal }) => watch(trial, { signal }))
  const reason = new Error('gave up')
  for (const stop of stops.slice(0, 4)) stop.abort(reason)
  await trial.sleep(trial.lateMs)
  demand(
    asked.slice(0, 4).every(({ failure }) => failure === reason),
    'whoever gave up was not told the reason of the signal',
  )
  settleAll(permits.slice(0, 1), { sent: 'no' })
  await count(
    trial,
    asked.slice(4),
    trial.lateMs,
    1,
    1,
    'after those before had given up and a slot was free',
  )
  const late = watch(trial, { signal: AbortSignal.abort(reason) })
  await trial.sleep(trial.lateMs)
  demand(late.failure === reason, 'a signal that had aborted before was not heeded')
  settleAll(permits, { sent: 'no' })
  const rest = watchMany(trial, trial.max + 5)
  const [most, when] = [trial.max - 1, 'when all slots but one were free']
  await count(trial, rest, trial.lateMs, most, most, when)
}

async function tryOrder(trial: Trial): Promise<void> {
  const { lateMs, sleep } = trial
  const permits = await fill(trial)
  const lanes = ['bulk', 'interactive'] as const
  const asked = lanes.flatMap((lane) =>
    [false, true].flatMap((again) => watchMany(trial, 2, { lane, again })),
  )
  // In the order in which they have to go: by lane, sent before or not, and who came first.
  const order = [6, 7, 4, 5, 2, 3, 0, 1].map((index) => asked[index])
  for (const [index, permit] of permits.slice(0, order.length).entries()) {
    await sleep(lateMs)
    permit.settle({ sent: 'no' })
    await sleep(lateMs)
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
  const { max, lateMs } = trial
  const reserve = Math.ceil(max / 10)
  const bulk = watchMany(trial, max * 2, { lane: 'bulk' })
  await count(trial, bulk, lateMs, max - reserve, max - reserve, 'when only the bulk lane was in use')
  await count(
    trial,
    watchMany(trial, reserve + 2),
    lateMs,
    reserve,
    reserve,
    'when the bulk lane had taken all it may',
  )
}

async function tryStarvation(trial: Trial): Promise<void> {
  const { max, intervalMs, clock, sleep, ask } = trial
  const endAt = clock.now() + intervalMs * 6
  const served = { interactive: 0, bulk: 0 }
  const call = async (lane: Lane): Promise<void> => {
    while (clock.now() < endAt) {
      const permit = await ask({ lane })
      served[lane]++
      await sleep(intervalMs / 50)
      if ('settle' in permit) permit.settle(ok)
    }
  }
  for (let callers = 0; callers < max * 2; callers++) {
    call('interactive').catch(() => {})
    call('bulk').catch(() => {})
  }
  await sleep(intervalMs * 6)
  demand(
    served.bulk > 0 && served.interactive > served.bulk,
    `in six windows ${served.interactive} interactive requests went and ${served.bulk} of the bulk lane`,
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
  await trial.sleep(trial.lateMs / 4)
  return watchMany(trial, waiting)
}

async function tryGate(trial: Trial): Promise<void> {
  const { max, intervalMs, lateMs, sleep } = trial
  const asked = await closed(trial, max)
  await count(trial, asked, intervalMs * 0.95 - lateMs / 4, 0, 0, 'within a window after a 429')
  await count(
    trial,
    asked,
    intervalMs * 0.3 + lateMs * 1.25,
    1,
    1,
    'after the gate had to open, and before the first was answered',
  )
  await count(trial, asked, intervalMs, 1, 1, 'a window later, with the first still unanswered')
  asked
    .map(permitOf)
    .find((permit) => permit !== undefined)
    ?.settle(ok)
  const [now, rest] = [trial.clock.now(), asked.filter((one) => permitOf(one) === undefined)]
  await count(
    trial,
    rest,
    intervalMs / 5,
    0,
    Math.ceil(max / 3),
    'a fifth of a window after the gate was open',
  )
  await sleep(intervalMs * 0.9 + lateMs)
  demand(
    granted(rest) >= max / 2 - 1,
    `only ${granted(rest)} of ${rest.length} had gone ${trial.clock.now() - now} ms after the gate was open`,
  )
}

async function tryLostProbe(trial: Trial): Promise<void> {
  const { intervalMs, lateMs } = trial
  const asked = await closed(trial, 4)
  const permits = (): Permit[] => asked.map(permitOf).filter((permit) => permit !== undefined)
  await count(trial, asked, intervalMs * 1.25 + lateMs, 1, 1, 'after the gate had to open')
  settleAll(permits(), { sent: 'lost' })
  await count(trial, asked, lateMs, 2, 2, 'after the probe was lost')
  settleAll(permits(), { sent: 'no' })
  await count(trial, asked, lateMs, 3, 3, 'after the second probe never left')
  settleAll(permits(), answer(429))
  await count(trial, asked, intervalMs * 0.95, 3, 3, 'within a window after a probe met another 429')
  await count(trial, asked, intervalMs * 0.3 + lateMs, 4, 4, 'after the gate had to open again')
}

async function tryRetryAfter(trial: Trial): Promise<void> {
  const { intervalMs, lateMs } = trial
  const seconds = Math.ceil(intervalMs / 1000) + 1
  const date = 'Tue, 01 Jan 2030 00:00:00 GMT'
  const at = new Date(Date.parse(date) + seconds * 1000).toUTCString()
  const asked = await closed(trial, 2, { 'retry-after': at, date })
  await count(
    trial,
    asked,
    seconds * 1000 * 0.95 - lateMs / 4,
    0,
    0,
    `before ${seconds} s had passed, as a date said`,
  )
  await count(
    trial,
    asked,
    seconds * 1000 * 0.35 + lateMs * 1.25,
    1,
    1,
    `after ${seconds} s and a quarter had passed`,
  )
}

async function tryRefusal(trial: Trial): Promise<void> {
  const { clock, lateMs } = trial
  const waiting = watchMany(trial, trial.max + 2, { withinMs: 20_000 })
  await trial.sleep(lateMs)
  const now = clock.now()
  waiting
    .map(permitOf)
    .find((permit) => permit !== undefined)
    ?.settle(answer(429, { 'retry-after': 30 }))
  const late = watch(trial, { withinMs: 20_000 })
  await trial.sleep(lateMs * 2)
  for (const { result } of [...waiting.slice(-2), late]) {
    demand(
      result !== undefined && 'retryAt' in result,
      'a request with 20 s was let wait for a gate that opens in 30',
    )
    const inMs = result.retryAt - now
    demand(inMs >= 29_900 && inMs <= 37_500 + lateMs, `retryAt was in ${inMs} ms instead of 30 to 37.5 s`)
  }
  const patient = watch(trial, { withinMs: 60_000 })
  await trial.sleep(lateMs)
  demand(patient.result === undefined, 'a request with 60 s did not wait for a gate that opens in 30')
}

/** Sends a number of requests one after another, each of which is answered at once with these headers. */
async function hear(trial: Trial, times: number, fields: Record<string, string | number>): Promise<void> {
  for (let turn = 0; turn < times; turn++) {
    const permit = await trial.ask()
    if ('settle' in permit) permit.settle(answer(200, fields))
    await trial.sleep(trial.lateMs / 2)
  }
}

async function tryMaximum(trial: Trial): Promise<void> {
  const { max, lateMs, intervalMs, sleep } = trial
  await hear(trial, 1, { 'x-ratelimit-max': 5 })
  await sleep(intervalMs + lateMs)
  const few = watchMany(trial, max)
  await count(trial, few, lateMs, 5, 5, 'when the service allowed 5')
  settleAll(
    few.map(permitOf).filter((permit) => permit !== undefined),
    answer(200, { 'x-ratelimit-max': max * 10 }),
  )
  // The other waiters go meanwhile, are answered like that, and so raise the maximum again.
  for (let turn = 0; turn < 6; turn++) {
    await sleep(intervalMs + lateMs)
    settleAll(
      few.map(permitOf).filter((permit) => permit !== undefined),
      answer(200, { 'x-ratelimit-max': max * 10 }),
    )
  }
  await sleep(intervalMs + lateMs)
  const many = watchMany(trial, max * 2)
  await count(
    trial,
    many,
    lateMs,
    max,
    max,
    `when the service allowed ${max * 10}, and ${max} were configured`,
  )
}

async function tryInterval(trial: Trial): Promise<void> {
  const { intervalMs, lateMs } = trial
  settleAll(await fill(trial), answer(200, { 'x-ratelimit-interval-milliseconds': intervalMs * 2 }))
  const asked = watchMany(trial, 3)
  await count(trial, asked, intervalMs * 1.95, 0, 0, 'within the longer window of the service')
  await count(trial, asked, intervalMs * 0.05 + lateMs, 3, 3, 'after the longer window of the service')
}

async function tryForeign(trial: Trial): Promise<void> {
  const { max, intervalMs, lateMs } = trial
  const [permit] = await fill(trial, 1)
  permit?.settle(answer(200, { 'x-ratelimit-max': max, 'x-ratelimit-remaining': 3 }))
  await trial.sleep(lateMs / 4)
  const asked = watchMany(trial, max)
  await count(trial, asked, intervalMs * 0.5, 3, 3, 'when the service said that 3 are left')
  await count(trial, asked, intervalMs * 0.5 + lateMs, max - 3, max, 'a window later')
}

async function tryMalformed(trial: Trial): Promise<void> {
  const { max, lateMs, intervalMs } = trial
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
  await trial.sleep(intervalMs + lateMs)
  await count(trial, watchMany(trial, max * 2), lateMs, max, max, 'after headers that cannot be')
}

async function tryDaily(trial: Trial): Promise<void> {
  const [permit] = await fill(trial, 1)
  permit?.settle(answer(200, { 'x-ratelimit-limit-daily': 200_000, 'x-ratelimit-daily-remaining': 0 }))
  await trial.sleep(trial.lateMs / 4)
  const asked = watch(trial, { withinMs: 600_000 })
  await trial.sleep(trial.lateMs)
  demand(
    asked.result !== undefined && 'retryAt' in asked.result,
    'a request with ten minutes was not refused although nothing was left of the day',
  )
}

async function tryKeys(trial: Trial): Promise<void> {
  await fill(trial)
  const other = watchMany(trial, trial.max, { key: `${trial.key}:` })
  await count(trial, other, trial.lateMs, trial.max, trial.max, 'when another key was full')
}

async function tryMerge(trial: Trial): Promise<void> {
  const { limiter, key, max, lateMs } = trial
  if (limiter.merge === undefined) return
  const other = `${key} other`
  const [first] = await fill(trial, 4, { key: other })
  await fill(trial, max - 5)
  limiter.merge(other, key)
  const asked = [...watchMany(trial, 3), ...watchMany(trial, 3, { key: other })]
  await count(trial, asked, lateMs, 1, 1, 'when two keys with all slots but one between them were merged')
  first?.settle({ sent: 'no' })
  await count(trial, asked, lateMs, 2, 2, 'when a request of the former key had not left')
}
