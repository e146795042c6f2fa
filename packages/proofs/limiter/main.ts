import { localLimiter } from '@block-slots/client/src/rate-limit/local.ts'
import {
  asking,
  mostWithin,
  permitOf,
  seeded,
  strictService,
} from '@block-slots/client/test/support/model.ts'
import { virtualClock } from '@block-slots/client/test/support/virtual.ts'
import { proofArguments, readCount } from '../arguments.ts'
import { exactly, printFigures, type Figure } from '../table.ts'

// Measures localLimiter in virtual time.

const max = 100
const intervalMs = 10_000
/** Longest time of one direction; a round trip takes 3 % of the window on average. */
const oneWayMs = intervalMs * 0.03
const requests = readCount('requests', proofArguments[0], 1_000_000)
const never = new AbortController().signal

/** Bursts on many keys at once, with pauses of up to two windows. */
async function bursts(): Promise<Figure[]> {
  const clock = virtualClock()
  const random = seeded(1)
  const ask = asking(localLimiter({ max, intervalMs }), clock)
  const keys = 20
  const size = Math.min(5000, requests / keys)
  let peak = 0
  let sent = 0
  let allowed = 0
  const onKey = async (key: string): Promise<void> => {
    const arrivals: number[] = []
    for (let left = requests / keys; left > 0; left -= size) {
      await clock.sleep(random() * 2 * intervalMs, never)
      const start = clock.now()
      let last = start
      const one = async (): Promise<void> => {
        const permit = permitOf(await ask({ key }))
        const arrival = clock.now() + random() * oneWayMs
        arrivals.push(arrival)
        last = Math.max(last, arrival)
        await clock.sleep(arrival - clock.now() + random() * oneWayMs, never)
        permit.release({ sent: 'yes', status: 200, headers: { get: () => null } })
      }
      await Promise.all(Array.from({ length: size }, one))
      sent += size
      allowed += max * (Math.floor((last - start) / intervalMs) + 1)
    }
    peak = Math.max(peak, mostWithin(arrivals, intervalMs))
  }
  await clock.run(Promise.all(Array.from({ length: keys }, (_, key) => onKey(`https://service.test ${key}`))))
  return [
    { name: `most of ${sent} requests in any window`, measured: peak, max },
    { name: 'share of the quota that was used', measured: (sent / allowed) * 100, unit: ' %', min: 95 },
    exactly('pending timers', clock.pending(), 0),
  ]
}

/** A thousand callers that all get a 429 and retry. */
async function retriesAfter429(limit: number): Promise<Figure[]> {
  const clock = virtualClock()
  const random = seeded(2)
  const ask = asking(localLimiter({ max: limit, intervalMs }), clock)
  const resends: number[] = []
  let firstResponse = Infinity
  const one = async (): Promise<void> => {
    const first = permitOf(await ask())
    await clock.sleep(random() * oneWayMs, never)
    first.release({ sent: 'yes', status: 429, headers: { get: () => null } })
    const second = permitOf(await ask({ again: true }))
    resends.push(clock.now())
    await clock.sleep(random() * oneWayMs, never)
    firstResponse = Math.min(firstResponse, clock.now())
    second.release({ sent: 'yes', status: 200, headers: { get: () => null } })
  }
  await clock.run(Promise.all(Array.from({ length: 1000 }, one)))
  const probes = resends.filter((at) => at < firstResponse).length
  return [
    exactly(`limit ${limit}: probes before the first response`, probes, 1),
    {
      name: `limit ${limit}: most resends within 100 ms`,
      measured: mostWithin(resends, 100) / 10,
      unit: ' %',
      max: 10,
    },
  ]
}

/** Other clients take half of the quota at random times. */
async function withOtherTraffic(): Promise<Figure[]> {
  const clock = virtualClock()
  const random = seeded(3)
  const service = strictService(max, intervalMs)
  const ask = asking(localLimiter({ max, intervalMs }), clock)
  const served = { interactive: 0, bulk: 0 }
  const total = requests / 20
  let rejected = 0
  let others = 0
  const state = { done: false }
  const otherClient = async (): Promise<void> => {
    while (!state.done) {
      await clock.sleep((-Math.log(1 - random()) * intervalMs) / (max / 2), never)
      if (service.arrive(clock.now()).status === 200) others++
    }
  }
  const caller = async (priority: 'interactive' | 'bulk'): Promise<void> => {
    for (let again = false; served.interactive + served.bulk < total;) {
      const permit = permitOf(await ask({ priority, again }))
      await clock.sleep(random() * oneWayMs, never)
      const response = service.arrive(clock.now())
      await clock.sleep(random() * oneWayMs, never)
      again = response.status === 429
      if (again) rejected++
      else served[priority]++
      permit.release({ sent: 'yes', ...response })
    }
  }
  const start = clock.now()
  const callers = Array.from({ length: 300 }, (_, index) => caller(index % 2 === 0 ? 'bulk' : 'interactive'))
  const otherTraffic = otherClient()
  await clock.run(Promise.all(callers).then(() => (state.done = true)))
  await clock.run(otherTraffic)
  const windows = (clock.now() - start) / intervalMs
  return [
    {
      name: 'half of the quota taken by others: 429s',
      measured: (rejected / (total + rejected)) * 100,
      unit: ' %',
      max: 1,
    },
    {
      name: 'half of the quota taken by others: our requests in a window',
      measured: total / windows,
      min: 20,
    },
    { name: 'half of the quota taken by others: others’ requests in a window', measured: others / windows },
    { name: 'share of bulk requests', measured: (served.bulk / total) * 100, unit: ' %', min: 5 },
  ]
}

printFigures('localLimiter, limit 100 in 10 s', [
  ...(await bursts()),
  ...(await retriesAfter429(100)),
  ...(await retriesAfter429(10_000)),
  ...(await withOtherTraffic()),
])
