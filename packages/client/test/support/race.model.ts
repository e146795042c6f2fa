import fc from 'fast-check'
import { createBlockSlotsClient, isBlockSlotsError, type Clock, type CreatedBlock } from '../../src/index.ts'
import { json } from './service.ts'

/** One of several calls at once for equal blocks. */
export type Racer = {
  readonly call: 'create' | 'ensure'
  readonly aborted: boolean
  readonly lost: boolean
  /** Which of two clients of the process. */
  readonly client: 0 | 1
}

export const racers: fc.Arbitrary<Racer[]> = fc.array(
  fc.record({
    call: fc.constantFrom('create', 'ensure'),
    aborted: fc.boolean(),
    lost: fc.boolean(),
    client: fc.constantFrom(0, 1),
  }),
  { minLength: 2, maxLength: 5 },
)

const block = {
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Test Event',
  startTime: '2021-06-23T03:30:00+05:30',
  endTime: '2021-06-23T04:30:00+05:30',
}

/** Time passes whenever the scheduler lets a sleeper wake; deadlines never come. */
function scheduledClock(scheduler: fc.Scheduler): Clock {
  let now = 1_800_000_000_000
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason)
        if (signal.aborted) onAbort()
        signal.addEventListener('abort', onAbort)
        if (ms >= 30_000) return
        scheduler.schedule(Promise.resolve(), `sleep ${ms}`).then(
          () => {
            if (signal.aborted) return
            now += ms
            resolve()
          },
          () => {},
        )
      }),
  }
}

/** Races equal calls in the order of the scheduler, and returns what is wrong with their results. */
export async function race(scheduler: fc.Scheduler, given: readonly Racer[]): Promise<string[]> {
  const clock = scheduledClock(scheduler)
  const rows: { id: string; dateAdded: string }[] = []
  const losses = given.map(({ lost }) => lost)
  const headers = (): Record<string, string> => ({ date: new Date(clock.now()).toUTCString() })
  const fetch = async (request: Request): Promise<Response> => {
    if (request.method === 'GET') {
      const events = rows.map((row) => ({ ...block, ...row }))
      await scheduler.schedule(Promise.resolve(), 'list')
      return json(200, { events }, headers())
    }
    const id = `made${rows.length + 1}`
    rows.push({ id, dateAdded: new Date(clock.now()).toISOString() })
    await scheduler.schedule(Promise.resolve(), 'create')
    if (losses.shift() === true) throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' })
    return json(201, { ...block, id }, headers())
  }
  const clients = [0, 1].map(() =>
    createBlockSlotsClient({ token: 'pit-token', fetch, clock, limiter: false }),
  )
  const reported: { call: Racer['call']; made: CreatedBlock }[] = []
  let no = 0
  let open = 0
  const one = async ({ call, aborted, client }: Racer): Promise<void> => {
    const controller = new AbortController()
    if (aborted) void scheduler.schedule(Promise.resolve(), 'abort').then(() => controller.abort())
    try {
      const made = await clients[client]?.[call](block, { signal: controller.signal })
      if (made !== undefined) reported.push({ call, made })
    } catch (error) {
      if (!isBlockSlotsError(error)) throw error
      const made = error.applied === 'no' ? undefined : await error.reconcile?.().catch(() => void open++)
      if (made === undefined) no++
      else reported.push({ call, made })
    }
  }
  await scheduler.waitFor(Promise.all(given.map(one)))
  const creates = reported
    .filter(({ call, made }) => call === 'create' && made.outcome !== 'existing')
    .map(({ made }) => made.id)
  const known = new Set(reported.flatMap(({ made }) => [made.id, ...(made.duplicates ?? [])]))
  const faults: string[] = []
  if (new Set(creates).size < creates.length) faults.push('two creates were given one block')
  if (reported.length + no < given.length) faults.push('a call without a result')
  const unreported = rows.filter(({ id }) => !known.has(id))
  if (unreported.length > open) faults.push(`not reported: ${unreported.map(({ id }) => id).join()}`)
  if (given.every(({ call }) => call === 'ensure') && rows.length > 1)
    faults.push('equal ensures made several blocks')
  return faults
}
