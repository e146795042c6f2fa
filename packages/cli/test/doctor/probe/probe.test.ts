import type { Fault, SandboxOptions } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { type Topic, topics } from '../../../src/doctor/probe/finding.ts'
import { samples, startDoctor } from '../../support/doctor.ts'

test('of a sandbox as it is everything is as assumed, and nothing is left', async () => {
  const { sandbox, probe } = await startDoctor()
  const { code, findings, cleanup } = await probe()
  expect(code).toBe(0)
  expect(Object.keys(findings).toSorted()).toEqual(Object.keys(topics).toSorted())
  const others = Object.values(findings).filter(({ state }) => state !== 'ok')
  // A response of the sandbox comes at once, so there is nothing to cut.
  expect(others.map(({ topic }) => topic)).toEqual(['late'])
  expect(cleanup).toMatchObject({ leftover: [], open: 0 })
  expect(sandbox.blocks()).toEqual([])
  expect(sandbox.audit.some((entry) => entry.kind === 'response' && entry.status === 429)).toBe(false)
})

/** A setting of the sandbox, and what the probe finds of it. */
type Case = readonly [
  what: string,
  options: SandboxOptions,
  topic: Topic,
  state: string,
  found: string | RegExp,
]

const list = 'listBlockedSlots'
const create = 'createBlockSlot'
/** The creates that the probe cuts. */
const cut = Array.from({ length: samples }, (_, index) => samples + 1 + index)
const faults = (...all: Fault[]): SandboxOptions => ({ faults: all })
const titles = (form: 'escaped' | 'shortened' | 'trimmed' | 'visible'): SandboxOptions =>
  faults({ fault: 'changed-title', form, on: 'every' })

const cases: readonly Case[] = [
  [
    'lists lag',
    faults({ fault: 'stale-list', lagMs: 2000, on: 'every' }),
    'lag',
    'ok',
    /^median 2\.\d s, at most 2\.\d s after the response$/,
  ],
  [
    'lists lag longer',
    faults({ fault: 'stale-list', lagMs: 12_000, on: 'every' }),
    'lag',
    'warning',
    /^median 12\.\d s/,
  ],
  [
    'lists lag longest',
    faults({ fault: 'stale-list', lagMs: 60_000, on: Array.from({ length: 150 }, (_, index) => index + 2) }),
    'lag',
    'warning',
    '3 of 3 not within 30 s',
  ],
  [
    'cut requests are committed at once',
    faults({ fault: 'stall', operation: create, on: cut }),
    'late',
    'ok',
    /^3 of 3, median 0\.0 s/,
  ],
  [
    'cut requests are committed 3 s later',
    faults({ fault: 'stall', operation: create, on: cut, commit: 'after-response', commitDelayMs: 3000 }),
    'late',
    'ok',
    /^3 of 3, median 3\.\d s, at most 3\.\d s after the cut$/,
  ],
  [
    'cut requests are committed 15 s later',
    faults({ fault: 'stall', operation: create, on: cut, commit: 'after-response', commitDelayMs: 15_000 }),
    'late',
    'warning',
    /^3 of 3, median 15\.\d s/,
  ],
  [
    'cut requests are never committed',
    faults({ fault: 'stall', operation: create, on: cut, commit: 'never' }),
    'late',
    'ok',
    '3 of 3 not within 30 s',
  ],
  [
    'titles are escaped',
    titles('escaped'),
    'titles',
    'warning',
    // One that has an entity itself has two readings then.
    /escaped: special characters, an entity; not recognised: an entity$/,
  ],
  [
    'titles are shortened',
    titles('shortened'),
    'titles',
    'warning',
    'shortened to 20: all 9 forms; not recognised: all 9 forms',
  ],
  [
    'titles are trimmed',
    titles('trimmed'),
    'titles',
    'ok',
    /trimmed: spaces at the ends; spaces joined: double spaces$/,
  ],
  [
    'titles lose invisible characters',
    titles('visible'),
    'titles',
    'ok',
    /without invisible characters: an emoji, a zero-width character$/,
  ],
  [
    'long titles are rejected',
    faults({
      fault: 'status',
      status: 422,
      body: { message: 'Too long' },
      on: [samples * 2 + 6],
      operation: create,
    }),
    'titles',
    'warning',
    /an entity, an emoji, .*; rejected: 300 characters, 422 "Too long"$/,
  ],
  [
    'offsets are rejected',
    faults({
      fault: 'status',
      status: 422,
      body: { message: 'No offset' },
      on: [samples * 2 + 11],
      operation: create,
    }),
    'times',
    'warning',
    'the offset +05:30: rejected, 422 "No offset"',
  ],
  [
    'times are in another zone',
    faults({ fault: 'shifted-zone', on: 'every' }),
    'times',
    'ok',
    /^the same instants, written in another way: 2027-09-\d\dT\d\d:\d\d:00Z for /,
  ],
  [
    'times are changed',
    faults({
      fault: 'altered',
      startTime: '2027-09-26T00:00:00Z',
      on: [samples * 2 + 11],
      operation: create,
    }),
    'times',
    'warning',
    /^the offset \+05:30: 2027-.* became 2027-09-26T00:00:00Z$/,
  ],
  [
    'rows have no dates',
    faults({ fault: 'undated-rows', on: 'every' }),
    'dates',
    'warning',
    'none of 12 rows does',
  ],
  ['lists are in the order of creation', {}, 'order', 'ok', 'by their creation'],
  ['lists are in the order of time', { lists: { order: 'start' } }, 'order', 'ok', 'by their start'],
  [
    'lists are in no order',
    { lists: { order: 'random' } },
    'order',
    'ok',
    'by nothing: the order changes from list to list',
  ],
  [
    'lists are cut at 20',
    faults({ fault: 'truncated-list', at: 20, on: 'every', operation: list }),
    'length',
    'warning',
    'no: they end after 20 of 25 blocks',
  ],
  ['lists are complete', {}, 'length', 'ok', 'yes, with 25 blocks'],
  ['edges are excluded', {}, 'edges', 'ok', 'yes; what only touches the range is not listed'],
  [
    'edges are included',
    { lists: { edges: 'included' } },
    'edges',
    'ok',
    'yes; what touches the range is listed',
  ],
  [
    'a deletion of what never was succeeds',
    faults({ fault: 'status', status: 200, body: { succeeded: true }, operation: 'deleteEvent' }),
    'delete',
    'warning',
    /^what never was: 200; a block: 201, and once more: 400 /,
  ],
  [
    'limits are not announced',
    faults({ fault: 'limit-headers', headers: 'missing', on: 'every' }),
    'limit',
    'warning',
    /^by none of \d+$/,
  ],
]

test.each(cases)('%s', async (_, options, topic, state, found) => {
  const { sandbox, probe } = await startDoctor(options)
  const { findings, cleanup } = await probe()
  const { state: shown, found: words = '' } = findings[topic] ?? {}
  const isFound = typeof found === 'string' ? words === found : found.test(words)
  expect([shown, words, isFound]).toEqual([state, words, true])
  expect([sandbox.blocks(), cleanup?.leftover]).toEqual([[], []])
})

test('a key is refused, or honoured', async () => {
  for (const [answer, found] of [
    [
      (): Response => Response.json({ message: 'unknown header' }, { status: 400 }),
      'is refused: 400 "unknown header"',
    ],
    [
      (first: Response | undefined): Response | undefined => first?.clone(),
      'is honoured: a second request gets the same block',
    ],
  ] as const) {
    const { sandbox, probe } = await startDoctor()
    const known = new Map<string, Response>()
    const fetch = async (request: Request): Promise<Response> => {
      const key = request.headers.get('Idempotency-Key') ?? ''
      const replaced = key === '' ? undefined : answer(known.get(key))
      const response = replaced ?? (await sandbox.fetch(request))
      if (key !== '') known.set(key, response.clone())
      return response
    }
    expect((await probe(['--yes'], { fetch })).findings['key']).toMatchObject({ state: 'warning', found })
    expect(sandbox.blocks()).toEqual([])
  }
})

test('failures by chance are counted', async () => {
  const { sandbox, probe } = await startDoctor(faults({ fault: 'unavailable', operation: create, on: [20] }))
  const { code, findings } = await probe()
  expect(findings['failures']).toMatchObject({
    state: 'ok',
    found: expect.stringMatching(/^1 of \d+ with 503$/),
  })
  expect(findings['order']).toMatchObject({
    state: 'failed',
    found: 'not measured: expected a new block and got 503 "Service Unavailable"',
  })
  expect([code, sandbox.blocks()]).toEqual([7, []])
})

test('in words it fits 80 columns, and says what is assumed and why it matters', async () => {
  const { cli } = await startDoctor({ lists: { order: 'start' } })
  const { out, err } = await cli(['--probe', '--user', 'Anna', '--yes', '--samples', '1', '--count', '5'])
  expect(out).toContain(
    'ok       Lists are ordered: by their start\n' +
      '           assumed: in any way\n' +
      '           matters: a list that is cut lacks what comes last\n',
  )
  expect(out).toMatch(/\nok {7}Deleted \d+ blocks; a list shows that none is left\n\d+ ok, 1 unknown\.\n$/)
  const widths = `${out}${err}`.split('\n').map(({ length }) => length)
  expect(Math.max(...widths)).toBeLessThanOrEqual(80)
})
