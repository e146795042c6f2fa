import { startSandbox, virtualClock, type Fault } from '@block-slots/sandbox'
import type { Figure } from '../table.ts'

const location = 'C2QujeCh8ZnC7al2InWR'

function request(token: string, index: number): Request {
  const startTime = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString()
  const endTime = new Date(Date.UTC(2026, 0, 1) + index * 3_600_000 + 1_800_000).toISOString()
  return new Request('http://sandbox/calendars/events/block-slots', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Version: '2021-04-15' },
    body: JSON.stringify({
      calendarId: 'CVokAlI8fgw4WYWoCtQz',
      locationId: location,
      title: `Block ${index}`,
      startTime,
      endTime,
    }),
  })
}

/** Seconds for creates, 32 in flight. */
async function creates(count: number, faults: Fault[]): Promise<number> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, faults, limit: { max: count, intervalMs: 10_000 } })
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await sandbox
        .fetch(request(sandbox.token, next))
        .then(async (response) => response.text())
        .catch(() => undefined)
    }
  }
  const start = performance.now()
  await clock.run(() => Promise.all(Array.from({ length: 32 }, worker)))
  const seconds = (performance.now() - start) / 1000
  await sandbox.close()
  return seconds
}

/** Seconds for lists of one day of a calendar with 40,000 blocks, of which 24 are of that day. */
async function lists(count: number): Promise<number> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock })
  for (let index = 0; index < 40_000; index += 1) await sandbox.fetch(request(sandbox.token, index))
  const query = new URLSearchParams({
    locationId: location,
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    startTime: String(Date.UTC(2026, 0, 2)),
    endTime: String(Date.UTC(2026, 0, 3)),
  }).toString()
  const start = performance.now()
  for (let index = 0; index < count; index += 1) {
    const headers = { Authorization: `Bearer ${sandbox.token}`, Version: '2021-04-15' }
    await (await sandbox.fetch(new Request(`http://x/calendars/blocked-slots?${query}`, { headers }))).text()
  }
  const seconds = (performance.now() - start) / 1000
  await sandbox.close()
  return seconds
}

/** Seconds for sleeps on a virtual clock. */
async function sleeps(count: number): Promise<number> {
  const clock = virtualClock()
  const start = performance.now()
  await clock.run(async () => {
    await Promise.all(
      Array.from({ length: 100 }, async (_, worker) => {
        for (let index = 0; index < count / 100; index += 1) await clock.sleep(1 + worker)
      }),
    )
  })
  return (performance.now() - start) / 1000
}

const faulty: Fault[] = (
  ['reset', 'internal-error', 'stall', 'late-commit', 'unavailable', 'slow'] as const
).map((fault) => ({
  fault,
  on: { share: 0.05 },
}))

const rate = (name: string, count: number, seconds: number, min: number): Figure => ({
  name: `${count.toLocaleString('en')} ${name}`,
  measured: Math.round(count / seconds),
  unit: '/s',
  min,
})

/** Rates of the sandbox in process. */
export const measureSandbox = async (): Promise<Figure[]> => [
  rate('creates without a fault', 60_000, await creates(60_000, []), 3000),
  rate('creates, 26 % of them hit by a fault', 60_000, await creates(60_000, faulty), 2000),
  rate('lists of a day of a calendar with 40,000 blocks', 5000, await lists(5000), 2000),
  rate('sleeps, 100 at a time', 500_000, await sleeps(500_000), 50_000),
]
