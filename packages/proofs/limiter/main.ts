// Holds localLimiter to its figures, in virtual time: `pnpm --filter @block-slots/client limiter [requests]`.
import { localLimiter } from '@block-slots/client/src/rate-limit/local.ts'
import {
  asking,
  mostWithin,
  permitOf,
  seeded,
  strictService,
} from '@block-slots/client/test/support/model.ts'
import { virtualClock } from '@block-slots/client/test/support/virtual.ts'
import { report, type Figure } from '../report.ts'

const max = 100
const intervalMs = 10_000
/** Each way up to 3 % of the window, so that a round trip takes 3 % of it in the middle. */
const wayMs = intervalMs * 0.03
const requests = Number(process.argv[2] ?? 1_000_000)

/** Bursts on many keys at once, with pauses of up to two windows between them. */
async function bursts(): Promise<Figure[]> {
  const clock = virtualClock()
  const random = seeded(1)
  const ask = asking(localLimiter({ max, intervalMs }), clock)
  const keys = 20
  const size = Math.min(5000, requests / keys)
  let most = 0
  let sent = 0
  let allowed = 0
  const onKey = async (key: string): Promise<void> => {
    const arrivals: number[] = []
    for (let left = requests / keys; left > 0; left -= size) {
      await clock.sleep(random() * 2 * intervalMs, new AbortController().signal)
      const start = clock.now()
      let last = start
      const one = async (): Promise<void> => {
        const permit = permitOf(await ask({ key }))
        const arrival = clock.now() + random() * wayMs
        arrivals.push(arrival)
        last = Math.max(last, arrival)
        await clock.sleep(arrival - clock.now() + random() * wayMs, new AbortController().signal)
        permit.release({ sent: 'yes', status: 200, headers: { get: () => null } })
      }
      await Promise.all(Array.from({ length: size }, one))
      sent += size
      allowed += max * (Math.floor((last - start) / intervalMs) + 1)
    }
    most = Math.max(most, mostWithin(arrivals, intervalMs))
  }
  await clock.run(Promise.all(Array.from({ length: keys }, (_, key) => onKey(`https://service.test ${key}`))))
  return [
    { what: `most of ${sent} requests in any window`, value: most, unit: '', most: max },
    { what: 'share of the quota that was used', value: (sent / allowed) * 100, unit: '%', least: 95 },
    { what: 'timers that are left', value: clock.pending(), unit: '', most: 0 },
  ]
}

/** A thousand callers, all of whom meet a 429 and come again. */
async function stampede(limit: number): Promise<Figure[]> {
  const clock = virtualClock()
  const random = seeded(2)
  const ask = asking(localLimiter({ max: limit, intervalMs }), clock)
  const resends: number[] = []
  let answered = Infinity
  const one = async (): Promise<void> => {
    const first = permitOf(await ask())
    await clock.sleep(random() * wayMs, new AbortController().signal)
    first.release({ sent: 'yes', status: 429, headers: { get: () => null } })
    const second = permitOf(await ask({ again: true }))
    resends.push(clock.now())
    await clock.sleep(random() * wayMs, new AbortController().signal)
    answered = Math.min(answered, clock.now())
    second.release({ sent: 'yes', status: 200, headers: { get: () => null } })
  }
  await clock.run(Promise.all(Array.from({ length: 1000 }, one)))
  const probes = resends.filter((at) => at < answered).length
  return [
    {
      what: `max ${limit}: requests before the first was answered`,
      value: probes,
      unit: '',
      least: 1,
      most: 1,
    },
    {
      what: `max ${limit}: most resends within 100 ms`,
      value: mostWithin(resends, 100) / 10,
      unit: '%',
      most: 10,
    },
  ]
}

/** Others take half of the quota, whenever they like. */
async function foreign(): Promise<Figure[]> {
  const clock = virtualClock()
  const random = seeded(3)
  const service = strictService(max, intervalMs)
  const ask = asking(localLimiter({ max, intervalMs }), clock)
  const served = { interactive: 0, bulk: 0 }
  const total = requests / 20
  let refused = 0
  let others = 0
  const state = { done: false }
  const stranger = async (): Promise<void> => {
    while (!state.done) {
      await clock.sleep((-Math.log(1 - random()) * intervalMs) / (max / 2), new AbortController().signal)
      if (service.arrive(clock.now()).status === 200) others++
    }
  }
  const caller = async (priority: 'interactive' | 'bulk'): Promise<void> => {
    for (let again = false; served.interactive + served.bulk < total;) {
      const permit = permitOf(await ask({ priority, again }))
      await clock.sleep(random() * wayMs, new AbortController().signal)
      const answer = service.arrive(clock.now())
      await clock.sleep(random() * wayMs, new AbortController().signal)
      again = answer.status === 429
      if (again) refused++
      else served[priority]++
      permit.release({ sent: 'yes', ...answer })
    }
  }
  const start = clock.now()
  const callers = Array.from({ length: 300 }, (_, index) => caller(index % 2 === 0 ? 'bulk' : 'interactive'))
  const strangers = stranger()
  await clock.run(Promise.all(callers).then(() => (state.done = true)))
  await clock.run(strangers)
  const windows = (clock.now() - start) / intervalMs
  return [
    { what: 'half is taken by others: 429s', value: (refused / (total + refused)) * 100, unit: '%', most: 1 },
    {
      what: 'half is taken by others: left for us, in a window',
      value: total / windows,
      unit: '',
      least: 20,
    },
    { what: 'half is taken by others: theirs, in a window', value: others / windows, unit: '' },
    { what: 'share of the bulk priority', value: (served.bulk / total) * 100, unit: '%', least: 5 },
  ]
}

report([...(await bursts()), ...(await stampede(100)), ...(await stampede(10_000)), ...(await foreign())])
