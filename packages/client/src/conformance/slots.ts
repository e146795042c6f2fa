import { count, demand, fill, ok, settleAll, watch, watchMany, type Trial, type Trials } from './harness.ts'

/** Who has a slot, and until when. */
export const slotTrials: Trials = {
  'no window holds more requests than it may, however long the ways': tryWindows,
  'a request that is not settled keeps its slot': tryUnsettled,
  'a slot is free one window after the answer, and no earlier': tryAnswered,
  'a slot whose answer was lost is free after a window and a grace': tryLost,
  'a request that never left gives its slot back at once, and once': tryUnsent,
  'whoever gives up leaves nothing behind': tryAbort,
}

async function tryWindows(trial: Trial): Promise<void> {
  const { max, intervalMs, clock, sleep, ask } = trial
  const arrivals: number[] = []
  const send = async (): Promise<void> => {
    const permit = await ask()
    demand('release' in permit, 'a request was refused that had an hour')
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
  const { intervalMs, commitDelayMs, sleep } = trial
  const permits = await fill(trial)
  await sleep(intervalMs / 2)
  settleAll(permits, ok)
  const asked = watchMany(trial, 5)
  await count(trial, asked, intervalMs * 0.95, 0, 0, 'just before a window had passed since the answers')
  await count(
    trial,
    asked,
    intervalMs * 0.05 + commitDelayMs,
    5,
    5,
    'when a window had passed since the answers',
  )
}

async function tryLost(trial: Trial): Promise<void> {
  const { intervalMs, commitDelayMs } = trial
  settleAll(await fill(trial), { sent: 'no-response' })
  const asked = watchMany(trial, 5)
  await count(trial, asked, intervalMs + 4800, 0, 0, 'a window and 4.8 s after the answers were lost')
  await count(trial, asked, 200 + commitDelayMs, 5, 5, 'a window and 5 s after the answers were lost')
}

async function tryUnsent(trial: Trial): Promise<void> {
  const [first, second] = await fill(trial)
  const asked = watchMany(trial, 5)
  for (let times = 0; times < 4; times++) first?.release({ sent: 'no' })
  await count(trial, asked, trial.commitDelayMs, 1, 1, 'after one request turned out never to have left')
  second?.release(ok)
  second?.release({ sent: 'no' })
  await count(
    trial,
    asked,
    trial.commitDelayMs,
    1,
    1,
    'after an answered request was settled as unsent as well',
  )
}

async function tryAbort(trial: Trial): Promise<void> {
  const permits = await fill(trial)
  const stops = Array.from({ length: 5 }, () => new AbortController())
  const asked = stops.map(({ signal }) => watch(trial, { signal }))
  const reason = new Error('gave up')
  for (const stop of stops.slice(0, 4)) stop.abort(reason)
  await trial.sleep(trial.commitDelayMs)
  demand(
    asked.slice(0, 4).every(({ failure }) => failure === reason),
    'whoever gave up was not told the reason of the signal',
  )
  settleAll(permits.slice(0, 1), { sent: 'no' })
  await count(
    trial,
    asked.slice(4),
    trial.commitDelayMs,
    1,
    1,
    'after those before had given up and a slot was free',
  )
  const late = watch(trial, { signal: AbortSignal.abort(reason) })
  await trial.sleep(trial.commitDelayMs)
  demand(late.failure === reason, 'a signal that had aborted before was not heeded')
  settleAll(permits, { sent: 'no' })
  const rest = watchMany(trial, trial.max + 5)
  const [most, when] = [trial.max - 1, 'when all slots but one were free']
  await count(trial, rest, trial.commitDelayMs, most, most, when)
}
