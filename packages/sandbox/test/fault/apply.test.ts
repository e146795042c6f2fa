import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Fault, type Sandbox, startSandbox, virtualClock } from '../../src/index.ts'
import { block, calendar, slots } from '../support/client.ts'
import { creator, kinds, type Outcome, until } from '../support/create.ts'

const done = 'request fault commit response'
const rejected = 'request fault response'
const unanswered = 'request fault commit'
const nothing = 'request fault'

/** Each fault on a create: the outcome for the client, the log, and the number of blocks afterwards. */
const rows: [name: string, fault: Fault, outcome: string, log: string, blocks: number][] = [
  ['reset before reading', { fault: 'reset-unread' }, 'fetch failed ECONNRESET read', 'fault', 0],
  ['idle socket closed', { fault: 'idle-closed' }, 'fetch failed UND_ERR_SOCKET', 'fault', 0],
  ['reset before commit', { fault: 'reset', commit: 'never' }, 'fetch failed ECONNRESET read', nothing, 0],
  ['reset after commit', { fault: 'reset' }, 'fetch failed ECONNRESET read', unanswered, 1],
  ['FIN before commit', { fault: 'close', commit: 'never' }, 'fetch failed UND_ERR_SOCKET', nothing, 0],
  ['FIN after commit', { fault: 'close' }, 'fetch failed UND_ERR_SOCKET', unanswered, 1],
  ['not HTTP', { fault: 'not-http' }, 'fetch failed HTTPParserError', unanswered, 1],
  [
    'conflicting lengths',
    { fault: 'conflicting-lengths' },
    'fetch failed UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    unanswered,
    1,
  ],
  ['500 before', { fault: 'internal-error', commit: 'never' }, '500', rejected, 0],
  ['500 after', { fault: 'internal-error' }, '500', done, 1],
  ['502 after', { fault: 'bad-gateway' }, '502', done, 1],
  ['502 before', { fault: 'bad-gateway', commit: 'never' }, '502', rejected, 0],
  ['503 before', { fault: 'unavailable' }, '503', rejected, 0],
  ['503 after', { fault: 'unavailable', commit: 'before-response' }, '503', done, 1],
  ['504, never committed', { fault: 'gateway-timeout', commit: 'never' }, '504', rejected, 0],
  ['429', { fault: 'rate-limited' }, '429', rejected, 0],
  ['401', { fault: 'unauthorized' }, '401', rejected, 0],
  ['403', { fault: 'forbidden' }, '403', rejected, 0],
  ['403 in HTML', { fault: 'forbidden', html: true }, '403', rejected, 0],
  ['408 before', { fault: 'request-timeout' }, '408', rejected, 0],
  ['408 after', { fault: 'request-timeout', commit: 'before-response' }, '408', done, 1],
  ['409 before', { fault: 'conflict' }, '409', rejected, 0],
  ['409 after', { fault: 'conflict', commit: 'before-response' }, '409', done, 1],
  ['500 of the IAM service', { fault: 'route-not-supported' }, '500', rejected, 0],
  ['any other status', { fault: 'status', status: 521, body: 'Web server is down' }, '521', rejected, 0],
  ['any other status after', { fault: 'status', status: 425, commit: 'before-response' }, '425', done, 1],
  ['a status without a body', { fault: 'status', status: 204, commit: 'before-response' }, '204', done, 1],
  ['201 cut by FIN', { fault: 'truncated' }, '201 then terminated UND_ERR_SOCKET', done, 1],
  [
    '201 cut by RST',
    { fault: 'truncated', end: 'reset', atByte: 0 },
    '201 then terminated ECONNRESET read',
    done,
    1,
  ],
  ['201 not JSON', { fault: 'not-json' }, '201', done, 1],
  ['201 without id', { fault: 'missing-id' }, '201', done, 1],
  ['201 with another title', { fault: 'altered' }, '201', done, 1],
  ['201 in another zone', { fault: 'shifted-zone', offset: '-08:00' }, '201', done, 1],
  ['broken gzip', { fault: 'broken-gzip' }, '201 then terminated Z_DATA_ERROR', done, 1],
  ['20 MB', { fault: 'oversized' }, '201', done, 1],
  ['a slow body', { fault: 'slow-body', byteIntervalMs: 1 }, '201', done, 1],
  ['a slow response', { fault: 'slow', delayMs: 20 }, '201', done, 1],
  ['wrong limit headers', { fault: 'limit-headers', headers: 'low' }, '201', done, 1],
]

/** The bodies of faults with equal outcomes. */
const texts: Partial<Record<string, RegExp>> = {
  '500 before': /DEADLINE_EXCEEDED.*"traceId"/,
  '500 of the IAM service': /not yet supported by the IAM Service/,
  '403 in HTML': /^<!DOCTYPE html>.*1010/,
  '502 after': /^<!DOCTYPE html>.*502/,
  '201 not JSON': /^<!DOCTYPE html>/,
  '201 without id': /^\{"locationId"/,
  '201 with another title': /"title":"Test Event\."/,
  '201 in another zone': /"startTime":"2021-06-22T14:00:00-08:00","endTime":"2021-06-22T15:00:00-08:00"/,
  'any other status': /^<!DOCTYPE html>.*Web server is down/,
}

describe.each(rows)('%s', (name, fault, outcome, log, blocks) => {
  const check = (sandbox: Sandbox, seen: Outcome): void => {
    expect([seen.outcome, kinds(sandbox), sandbox.blocks().length]).toEqual([outcome, log, blocks])
    expect(sandbox.audit.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { fault: fault.fault, operation: 'createBlockSlot', request: 1 },
    ])
    expect(seen.text).toMatch(texts[name] ?? /^/)
    if (fault.fault === 'oversized') expect(seen.text).toHaveLength(20_000_000)
  }
  test('without a socket', async () => {
    const clock = virtualClock()
    const sandbox = await startSandbox({ clock, faults: [fault] })
    onTestFinished(sandbox.close)
    const ask = creator(sandbox.fetch, sandbox, clock.now)
    check(sandbox, await clock.run(() => ask()))
    expect((await clock.run(() => ask())).outcome).toBe('201')
    expect(clock.pending()).toBe(0)
  })
  test('over a socket', async () => {
    const sandbox = await startSandbox({ faults: [fault] })
    onTestFinished(sandbox.close)
    const ask = creator(fetch, sandbox, Date.now)
    check(sandbox, await ask())
    expect((await ask()).outcome).toBe('201')
  })
})

const stalls: [string, Fault, log: string, blocks: number][] = [
  ['a stall before commit', { fault: 'stall', commit: 'never' }, nothing, 0],
  ['a stall after commit', { fault: 'stall' }, unanswered, 1],
  ['a half-open connection', { fault: 'half-open' }, 'fault', 0],
  ['a body that stops', { fault: 'truncated', end: 'stall' }, done, 1],
]

describe.each(stalls)('%s', (_, fault, log, blocks) => {
  const body = fault.fault === 'truncated'
  test('lasts until the timeout of fetch', async () => {
    const clock = virtualClock()
    const sandbox = await startSandbox({ clock, faults: [fault] })
    onTestFinished(sandbox.close)
    const seen = await clock.run(() => creator(sandbox.fetch, sandbox, clock.now)())
    const outcome = body ? '201 then terminated UND_ERR_BODY_TIMEOUT' : 'fetch failed UND_ERR_HEADERS_TIMEOUT'
    expect(seen).toMatchObject({ outcome, ms: 300_000 })
    expect([kinds(sandbox), sandbox.blocks().length, clock.pending()]).toEqual([log, blocks, 0])
  })
  test('ends when the client aborts, and leaves no timer', async () => {
    const clock = virtualClock()
    const sandbox = await startSandbox({ clock, faults: [fault] })
    onTestFinished(sandbox.close)
    const controller = new AbortController()
    const seen = await clock.run(async () => {
      void clock.sleep(75_000).then(() => controller.abort(new Error('aborted')))
      return creator(sandbox.fetch, sandbox, clock.now)(undefined, controller.signal)
    })
    expect(seen).toMatchObject({ outcome: body ? '201 then aborted' : 'aborted', ms: 75_000 })
    expect([kinds(sandbox), sandbox.blocks().length, clock.pending()]).toEqual([log, blocks, 0])
  })
  test('sends nothing over a socket', async () => {
    const sandbox = await startSandbox({ faults: [fault] })
    onTestFinished(sandbox.close)
    const controller = new AbortController()
    const seen = creator(fetch, sandbox, Date.now)(undefined, controller.signal)
    await until(() => kinds(sandbox) === log)
    await pause(20)
    controller.abort(new Error('aborted'))
    expect((await seen).outcome).toBe(body ? '201 then aborted' : 'aborted')
    expect(sandbox.blocks()).toHaveLength(blocks)
  })
})

describe('a late commit', () => {
  const late: [string, Fault, string, string][] = [
    ['after a response', { fault: 'late-commit', commitDelayMs: 30 }, '201', 'request fault response commit'],
    ['after a 504', { fault: 'gateway-timeout', commitDelayMs: 30 }, '504', 'request fault response commit'],
    [
      'after a reset',
      { fault: 'reset', commit: 'after-response', commitDelayMs: 30 },
      'fetch failed ECONNRESET read',
      'request fault commit',
    ],
    [
      'after a 500',
      { fault: 'internal-error', commit: 'after-response', commitDelayMs: 30 },
      '500',
      'request fault response commit',
    ],
  ]
  test.each(late)('%s, without a socket', async (_, fault, outcome, log) => {
    const clock = virtualClock()
    const sandbox = await startSandbox({ clock, faults: [fault] })
    onTestFinished(sandbox.close)
    const ask = creator(sandbox.fetch, sandbox, clock.now)
    const start = clock.now()
    expect(await clock.run(() => ask())).toMatchObject({ outcome, ms: 0 })
    expect(sandbox.blocks()).toEqual([])
    await clock.advance(29)
    expect(sandbox.blocks()).toEqual([])
    await clock.advance(1)
    expect(kinds(sandbox)).toBe(log)
    expect(sandbox.audit.at(-1)).toMatchObject({ kind: 'commit', request: 1, at: start + 30 })
    expect(sandbox.blocks()).toMatchObject([{ dateAdded: new Date(start + 30).toISOString() }])
  })
  test.each(late)('%s, over a socket, after the client is done', async (_, fault, outcome, log) => {
    const sandbox = await startSandbox({ faults: [fault] })
    onTestFinished(sandbox.close)
    expect((await creator(fetch, sandbox, Date.now)()).outcome).toBe(outcome)
    await until(() => kinds(sandbox) === log)
    expect(sandbox.blocks()).toHaveLength(1)
  })
  test('during a stall happens while the client waits', async () => {
    const clock = virtualClock()
    const faults: Fault[] = [
      { fault: 'stall', commit: 'after-response', commitDelayMs: 10_000, delayMs: 5000 },
    ]
    const sandbox = await startSandbox({ clock, faults })
    onTestFinished(sandbox.close)
    const start = clock.now()
    await clock.run(() => creator(sandbox.fetch, sandbox, clock.now)())
    expect(sandbox.audit.at(-1)).toMatchObject({ kind: 'commit', at: start + 15_000 })
  })
  test('of an update does not restore a block deleted meanwhile', async () => {
    const clock = virtualClock()
    const faults: Fault[] = [{ fault: 'late-commit', operation: 'updateBlockSlot' }]
    const sandbox = await startSandbox({ clock, faults })
    onTestFinished(sandbox.close)
    const call = async (method: string, path: string, body?: object): Promise<Response> =>
      sandbox.fetch(
        new Request(sandbox.url + path, {
          method,
          headers: {
            Authorization: `Bearer ${sandbox.token}`,
            'Content-Type': 'application/json',
            Version: '2021-04-15',
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      )
    const fields = { ...block, calendarId: calendar }
    const made = (await (await call('POST', slots, fields)).json()) as { id: string }
    await call('PUT', `${slots}/${made.id}`, { ...fields, title: 'late' })
    await call('DELETE', `/calendars/events/${made.id}`)
    await clock.advance(5000)
    expect(sandbox.blocks()).toEqual([])
    expect(sandbox.audit.flatMap((entry) => (entry.kind === 'commit' ? [entry.change] : []))).toEqual([
      'created',
      'deleted',
    ])
  })
})

test('a fault without an effect on an error is not logged', async () => {
  const sandbox = await startSandbox({ faults: [{ fault: 'missing-id', on: 'every' }] })
  onTestFinished(sandbox.close)
  const ask = creator(sandbox.fetch, sandbox, Date.now)
  expect((await ask({ ...block })).outcome).toBe('422')
  expect(kinds(sandbox)).toBe('request response')
})

test('an altered value is stored or not, as the fault says', async () => {
  const endTime = '2021-06-23T04:45:00+05:30'
  for (const [stored, kept] of [
    [true, endTime],
    [false, block.endTime],
  ] as const) {
    const sandbox = await startSandbox({ faults: [{ fault: 'altered', endTime, stored }] })
    onTestFinished(sandbox.close)
    const seen = await creator(sandbox.fetch, sandbox, Date.now)()
    expect(JSON.parse(seen.text)).toMatchObject({ title: 'Test Event', endTime })
    expect(sandbox.blocks()).toMatchObject([{ title: 'Test Event', endTime: kept }])
  }
})
