import { getEventListeners } from 'node:events'
import { startSandbox, virtualClock } from '@block-slots/sandbox'
import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import { createBlockSlotsClient, type ClientOptions } from '@block-slots/client/src/index.ts'
import * as node from '@block-slots/client/src/node/index.ts'
import { historyOf, sharedBy } from '@block-slots/client/src/options/shared.ts'
import { abortedOnStoppedClock, overdue } from './hang.ts'
import { heapBytes, mixedCalls, numbers, resources, stormySandbox, type Tally } from './load.ts'
import { answeredBlock, calls, json, userBlock } from '@block-slots/client/test/support/service.ts'
import { held, table, type Row } from '../table.ts'

// Prints what is left after a hundred thousand calls, and how late calls end that hang. Fails when a figure is missed.
// The number of calls can be given: node tool/leaks.ts 10000

const total = Number(process.argv[2] ?? 100_000)
const megabytes = (bytes: number): number => bytes / 1e6
const warnings: string[] = []
process.on('warning', (warning) => warnings.push(String(warning)))
const rejections: unknown[] = []
process.on('unhandledRejection', (reason) => rejections.push(reason))
const note = (text: string): unknown => process.stderr.write(`${text}\n`)

const rows: Row[] = []
const tallies: Tally = {}
const add = (tally: Tally): void => {
  for (const [code, count] of Object.entries(tally)) tallies[code] = (tallies[code] ?? 0) + count
}
const { signal } = new AbortController()

/** Calls on a wire in this process, in rounds, each with a sandbox that has forgotten the one before. */
async function inProcess(): Promise<void> {
  const clock = virtualClock()
  const sandbox = await stormySandbox(clock)
  const options = { fetch: sandbox.fetch, clock }
  const field = { sandbox, clock, options, signal, longestMs: 5000, random: numbers(20_261_122) }
  const roundOf = Math.min(1000, total / 10)
  const go = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= roundOf) {
      add(await clock.run(mixedCalls(field, roundOf)))
      sandbox.reset()
    }
  }
  await go(total / 5)
  const warm = await heapBytes()
  note(`warm: ${megabytes(warm)} MB`)
  for (let tenth = 0; tenth < 10; tenth++) {
    await go(total / 10)
    note(`${tenth + 1}/10: ${megabytes(await heapBytes())} MB`)
  }
  const growth = megabytes((await heapBytes()) - warm)
  rows.push([
    `heap growth over ${total.toLocaleString('en')} mixed calls, in MB`,
    growth,
    'at most 5',
    held(growth <= 5),
  ])
  const asleep = clock.pending()
  rows.push(['timers left', asleep, '0', held(asleep === 0)])
  const turns = historyOf(sharedBy(clock), sandbox.fetch).mutex.size
  rows.push(['turns left', turns, '0', held(turns === 0)])
  await sandbox.close()
}

/** What is remembered when it is as much as it gets, and that it gets no more. */
async function fullest(): Promise<void> {
  const clock = virtualClock()
  let count = 0
  const fetch = async (): Promise<Response> =>
    json(201, { ...answeredBlock, id: `block-of-the-service-${(count += 1)}` })
  const client = createBlockSlotsClient({ token: 'pit-token', clock, limiter: false, fetch })
  const fill = async (): Promise<number> => {
    for (let made = 0; made < 20_000; made++) {
      await client.create({
        ...times,
        assignedUserId: `user-${made}-${count}`,
        title: `Block ${made}`,
      })
    }
    return heapBytes()
  }
  const { calendarId: _, ...times } = userBlock
  const empty = await heapBytes()
  const full = await fill()
  const growth = megabytes((await fill()) - full)
  const { budgets } = sharedBy(clock)
  const { claimed, created, changedIds } = historyOf(sharedBy(clock), fetch)
  const entries = Math.max(claimed.size, created.size, changedIds.size, budgets.size)
  rows.push([
    'heap of all that is remembered at its fullest, in MB',
    megabytes(full - empty),
    'at most 20',
    held(full - empty < 20e6),
  ])
  rows.push(['its growth over 20,000 more creates, in MB', growth, 'at most 1', held(growth <= 1)])
  rows.push(['entries of the largest map', entries, 'at most 10,000', held(entries <= 10_000)])
}

/** Calls over sockets, with the machine's clock and short times. */
async function overSockets(
  what: string,
  transport: Partial<ClientOptions>,
  close?: () => Promise<void>,
): Promise<void> {
  const before = resources()
  const clock: Clock = { ...systemClock }
  const sandbox = await stormySandbox(undefined, 0.004)
  const options = { ...transport, baseUrl: sandbox.url, clock, limiter: false } as const
  const field = {
    sandbox,
    clock,
    options: { ...options, timeoutMs: 200 },
    signal,
    longestMs: 200,
    random: numbers(1),
  }
  add(await mixedCalls(field, Math.min(500, total / 20)))
  const warm = await heapBytes()
  for (let round = 0; round < 4; round++) {
    sandbox.reset()
    add(await mixedCalls(field, Math.min(1000, total / 40)))
  }
  sandbox.reset()
  const growth = megabytes((await heapBytes()) - warm)
  rows.push([`heap growth over 4,000 calls with ${what}, in MB`, growth, 'at most 5', held(growth <= 5)])
  await close?.()
  await sandbox.close()
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const left = Object.entries(resources()).flatMap(([name, count]) => {
    const more = count - (before[name] ?? 0)
    return more > 0 && /TCP|TLS|Timeout|Immediate/.test(name) ? [`${more} ${name}`] : []
  })
  rows.push([`sockets and timers left with ${what}`, left.join(', ') || '0', '0', held(left.length === 0)])
}

/** A server on a socket that drips a byte a second, and the time of the machine. */
async function dripping(): Promise<void> {
  const sandbox = await startSandbox({ faults: [{ fault: 'slow-body', byteIntervalMs: 1000, on: 'every' }] })
  const client = createBlockSlotsClient({ token: sandbox.token, baseUrl: sandbox.url, limiter: false })
  let latest = 0
  for (const operation of ['createBlockSlot', 'listBlockedSlots', 'getCalendar'] as const) {
    const startedAt = performance.now()
    await calls[operation](client, { timeoutMs: 2000 }).catch(() => {})
    latest = Math.max(latest, performance.now() - startedAt - 2000)
  }
  await sandbox.close()
  rows.push([
    'latest end after the deadline, a socket that drips, in ms',
    latest,
    'at most 250',
    held(latest <= 250),
  ])
}

type Transport = Required<Pick<ClientOptions, 'fetch' | 'Request'>> & { readonly close: () => Promise<void> }
const isOpen = (value: unknown): value is () => Transport => typeof value === 'function'

await inProcess()
await fullest()
await overSockets('fetch of Node', {})
const open: unknown = new Map<string, unknown>(Object.entries(node)).get('nodeTransport')
if (isOpen(open)) {
  const transport = open()
  await overSockets(
    'the transport for Node',
    { fetch: transport.fetch, Request: transport.Request },
    transport.close,
  )
}
const late = await overdue(virtualClock(), 20_000)
const latest = Math.max(...late.map(({ overdueMs }) => overdueMs))
rows.push([
  `latest end after the deadline, ${late.length} calls that hang, in ms`,
  latest,
  'at most 250',
  held(latest <= 250),
])
await dripping()
const ended = (await abortedOnStoppedClock()).filter((code) => code === 'aborted').length
rows.push([
  'calls ended by their caller while the clock stands',
  `${ended} of 6`,
  '6 of 6',
  held(ended === 6),
])
const listeners = getEventListeners(signal, 'abort').length
rows.push(['listeners left on a signal that outlives all calls', listeners, '0', held(listeners === 0)])
rows.push(['warnings of the process', warnings.join('; ') || '0', '0', held(warnings.length === 0)])
rows.push(['rejections that nobody handles', rejections.length, '0', held(rejections.length === 0)])
table(['what is left', 'found', 'wanted', ''], rows)
const counts = Object.entries(tallies)
counts.sort(([, one], [, other]) => other - one)
table(['how the calls went', 'calls'], counts)
