import { getEventListeners } from 'node:events'
import { startSandbox, virtualClock } from '@block-slots/sandbox'
import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import { historyOf } from '@block-slots/client/src/create/history.ts'
import { createBlockSlotsClient, type ClientOptions } from '@block-slots/client/src/index.ts'
import { sharedBy } from '@block-slots/client/src/options/shared.ts'
import { undiciTransport } from '@block-slots/client/src/undici/index.ts'
import { calls, echo, json, operations, userBlock } from '@block-slots/client/test/support/service.ts'
import { proofArguments, readCount } from '../arguments.ts'
import { linearCongruential } from '../random.ts'
import { exactly, printFigures, type Figure } from '../table.ts'
import { abortOnStoppedClock, runHangingCalls } from './hanging-calls.ts'
import { faultySandbox, heapBytes, mixedCalls, resources, type CodeCounts } from './load.ts'

// Measures what is left after many calls, and how late hanging calls end.

const total = readCount('calls', proofArguments[0], 100_000)
const megabytes = (bytes: number): number => bytes / 1e6
const warnings: string[] = []
process.on('warning', (warning) => warnings.push(String(warning)))
const rejections: unknown[] = []
process.on('unhandledRejection', (reason) => rejections.push(reason))
const progress = (text: string): unknown => process.stderr.write(`${text}\n`)

const figures: Figure[] = []
const counts: CodeCounts = {}
const add = (more: CodeCounts): void => {
  for (const [code, count] of Object.entries(more)) counts[code] = (counts[code] ?? 0) + count
}
const { signal } = new AbortController()

/** In rounds, each with a sandbox whose state was reset, so that only the client can grow. */
async function inProcess(): Promise<void> {
  const clock = virtualClock()
  const sandbox = await faultySandbox(clock)
  const options = { fetch: sandbox.fetch, clock }
  const context = { sandbox, clock, options, signal, maxMs: 5000, random: linearCongruential(20_261_122) }
  const perRound = Math.min(1000, total / 10)
  const run = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= perRound) {
      add(await clock.run(mixedCalls(context, perRound)))
      sandbox.reset()
    }
  }
  await run(total / 5)
  const warm = await heapBytes()
  progress(`warm: ${megabytes(warm)} MB`)
  for (let tenth = 0; tenth < 10; tenth++) {
    await run(total / 10)
    progress(`${tenth + 1}/10: ${megabytes(await heapBytes())} MB`)
  }
  const growth = megabytes((await heapBytes()) - warm)
  figures.push(
    {
      name: `heap growth over ${total.toLocaleString('en')} mixed calls`,
      measured: growth,
      unit: ' MB',
      max: 5,
    },
    exactly('pending timers', clock.pending(), 0),
    exactly('entries of the mutex', sharedBy(clock).mutex.size, 0),
  )
  await sandbox.close()
}

/** The history that clients share, when it is full. */
async function fullHistory(): Promise<void> {
  const clock = virtualClock()
  let count = 0
  const fetch = async (request: Request): Promise<Response> => {
    const block: unknown = await (await echo(request)).json()
    return json(201, Object.assign({}, block, { id: `block-of-the-service-${(count += 1)}` }))
  }
  const baseUrl = 'https://service.test'
  const client = createBlockSlotsClient({ token: 'pit-token', baseUrl, clock, limiter: false, fetch })
  const { calendarId: _, ...times } = userBlock
  const fill = async (): Promise<number> => {
    for (let index = 0; index < 20_000; index++) {
      await client.create({
        ...times,
        assignedUserId: `user-${index}-${count}`,
        title: `Block ${index}`,
      })
    }
    return heapBytes()
  }
  const empty = await heapBytes()
  const full = await fill()
  const growth = megabytes((await fill()) - full)
  const shared = sharedBy(clock)
  const { calibrations, ...maps } = historyOf({ baseUrl, clock, shared, service: { sandbox: '' } })
  const sizes = [...Object.values(maps), shared.open, shared.budgets].map(({ size }) => size)
  figures.push(
    { name: 'heap of a full history', measured: megabytes(full - empty), unit: ' MB', max: 20 },
    { name: 'its growth over 20,000 more creates', measured: growth, unit: ' MB', max: 1 },
    {
      name: 'entries of the largest map',
      measured: Math.max(...sizes, calibrations.length),
      max: 10_000,
    },
  )
}

/** With the system clock and short timeouts. */
async function overSockets(
  name: string,
  transport: Partial<ClientOptions>,
  close?: () => Promise<void>,
): Promise<void> {
  const before = resources()
  const clock: Clock = { ...systemClock }
  const sandbox = await faultySandbox(undefined, 0.004)
  const options = { ...transport, baseUrl: sandbox.url, clock, limiter: false } as const
  const context = {
    sandbox,
    clock,
    options: { ...options, timeoutMs: 200 },
    signal,
    maxMs: 200,
    random: linearCongruential(1),
  }
  add(await mixedCalls(context, Math.min(500, total / 20)))
  const warm = await heapBytes()
  const perRound = Math.min(1000, total / 40)
  for (let round = 0; round < 4; round++) {
    sandbox.reset()
    add(await mixedCalls(context, perRound))
  }
  sandbox.reset()
  const growth = megabytes((await heapBytes()) - warm)
  await close?.()
  await sandbox.close()
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const left = Object.entries(resources()).flatMap(([kind, count]) => {
    const more = count - (before[kind] ?? 0)
    return more > 0 && /TCP|TLS|Timeout|Immediate/.test(kind) ? [{ kind, more }] : []
  })
  figures.push(
    {
      name: `heap growth over ${(4 * perRound).toLocaleString('en')} calls with ${name}`,
      measured: growth,
      unit: ' MB',
      max: 5,
    },
    {
      ...exactly(
        `sockets and timers left with ${name}`,
        left.reduce((sum, { more }) => sum + more, 0),
        0,
      ),
      note: left.map(({ kind, more }) => `${more} ${kind}`).join(', '),
    },
  )
}

/** Over a socket that sends one byte a second, with the system clock. */
async function slowBody(): Promise<void> {
  const sandbox = await startSandbox({ faults: [{ fault: 'slow-body', byteIntervalMs: 1000, on: 'every' }] })
  const client = createBlockSlotsClient({ token: sandbox.token, baseUrl: sandbox.url, limiter: false })
  let latest = 0
  for (const operation of ['createBlockSlot', 'listBlockedSlots', 'getCalendar'] as const) {
    const startedAt = performance.now()
    await calls[operation](client, { timeoutMs: 2000 }).catch(() => {})
    latest = Math.max(latest, performance.now() - startedAt - 2000)
  }
  await sandbox.close()
  figures.push({
    name: 'latest end after the deadline, slow body over a socket',
    measured: latest,
    unit: ' ms',
    max: 250,
  })
}

await inProcess()
await fullHistory()
await overSockets('fetch of Node', {})
const transport = undiciTransport()
await overSockets('undiciTransport', { fetch: transport.fetch }, transport.close)
const hanging = await runHangingCalls(virtualClock(), 20_000)
figures.push({
  name: `latest end after the deadline, ${hanging.length} hanging calls`,
  measured: Math.max(...hanging.map(({ overdueMs }) => overdueMs)),
  unit: ' ms',
  max: 250,
})
await slowBody()
const aborted = await abortOnStoppedClock()
figures.push(
  exactly(
    'calls that their caller aborted while the clock stood still',
    aborted.filter((code) => code === 'aborted').length,
    operations.length,
  ),
  exactly('listeners left on a signal that outlives all calls', getEventListeners(signal, 'abort').length, 0),
  { ...exactly('warnings of the process', warnings.length, 0), note: warnings.join('; ') },
  exactly('unhandled rejections', rejections.length, 0),
)
const byCode = Object.entries(counts)
byCode.sort(([, one], [, other]) => other - one)
printFigures('Leaks', [
  ...figures,
  ...byCode.map(([code, count]) => ({ name: `calls that ended with ${code}`, measured: count })),
])
