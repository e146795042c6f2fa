import { seedState } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import type { Io } from '../../../src/io.ts'
import { ids } from '../../run.ts'
import { now, samples, startDoctor } from '../../support/doctor.ts'

const dayMs = 86_400_000

const blockAt = (daysAhead: number, title: string, more: object = {}) => {
  const start = now + daysAhead * dayMs
  return {
    id: `Block${title.replaceAll(/\W/g, '')}`.padEnd(20, '0'),
    locationId: ids.location,
    assignedUserId: ids.user,
    title,
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + 60_000).toISOString(),
    ...more,
  }
}
const leftover = [
  blockAt(250, 'block-slots probe 0a1b2c'),
  blockAt(299, 'block-slots probe 0a1b2c two  words'),
  blockAt(298, 'block-slots probe 0a'),
]
const others = [
  blockAt(1, 'Lunch'),
  blockAt(299, 'About the block-slots probe'),
  blockAt(298, 'block-slots probe'),
  blockAt(297, 'block-slots probe be careful'),
  blockAt(2, 'block-slots probe of Google', { createdBy: { source: 'google_calendar' } }),
]

test('blocks that an earlier probe has left are deleted, and no others', async () => {
  const { sandbox, probe } = await startDoctor({ state: { blocks: [...leftover, ...others] } })
  const { code, err } = await probe()
  expect(code).toBe(0)
  expect(err).toContain('An earlier probe has left 3 blocks "block-slots probe …"')
  expect(sandbox.blocks().map(({ title }) => title)).toEqual(others.map(({ title }) => title))
})

test.each([
  [
    'an appointment',
    { appointments: [{ ...blockAt(300, 'A patient'), contactId: 'c', appointmentStatus: 'confirmed' }] },
  ],
  ['a block', { blocks: [blockAt(300, 'Lunch')] }],
])('a night with %s is left alone', async (_, events) => {
  // One o'clock in the zone of the command line, which is UTC.
  const night = now + 300 * dayMs - 11 * 3_600_000
  const at = {
    startTime: new Date(night + 600_000).toISOString(),
    endTime: new Date(night + 660_000).toISOString(),
  }
  const moved = Object.fromEntries(
    Object.entries(events).map(([name, list]) => [name, list.map((event) => ({ ...event, ...at }))]),
  )
  const nightOf = async (state: object): Promise<Set<string>> => {
    const { sandbox, probe } = await startDoctor({ state: { ...seedState(), ...state } })
    const { code } = await probe(['--yes'])
    expect(code).toBe(0)
    const bodies = sandbox.audit.flatMap((entry) =>
      entry.kind === 'request' && entry.operation === 'createBlockSlot' ? [entry.body] : [],
    )
    return new Set(bodies.map((body) => String(Object(body).endTime).slice(0, 10)))
  }
  expect([...(await nightOf({}))]).toEqual(['2027-09-26'])
  expect([...(await nightOf(moved))]).toEqual(['2027-09-27'])
})

test('it asks before it creates anything', async () => {
  const questions: string[] = []
  for (const [answer, created] of [
    ['', false],
    ['no', false],
    ['y', true],
  ] as const) {
    const { sandbox, probe } = await startDoctor()
    const ask: Io['ask'] = async (question) => {
      questions.push(question)
      expect(sandbox.audit.filter(({ kind }) => kind === 'commit')).toEqual([])
      return answer
    }
    const { code, err } = await probe([], { ask })
    expect(code).toBe(created ? 0 : 2)
    expect(err).toContain('(0007BWpSzSwfiuSl0tR2) in a night where nothing is booked')
    expect(sandbox.audit.some(({ kind }) => kind === 'commit')).toBe(created)
  }
  expect(questions).toHaveLength(3)
})

test.each([
  [['--probe', '--yes'], 'Expected --user with --probe and got none.'],
  [['--probe', '--user', 'Anna'], 'Expected a terminal to ask on, or --yes, and got neither.'],
  [
    ['--probe', '--user', 'Anna', '--yes', '--count', '201'],
    'Expected --count to be a number from 3 to 200 and got "201".',
  ],
  [
    ['--probe', '--user', 'Anna', '--yes', '--samples', 'few'],
    'Expected --samples to be a number from 1 to 50 and got "few".',
  ],
])('%j sends nothing', async (argv, message) => {
  const { sandbox, cli } = await startDoctor()
  const { code, err } = await cli(argv)
  expect([code, sandbox.audit]).toEqual([2, []])
  expect(err).toContain(message)
})

test('without the scope to change events nothing is measured', async () => {
  const { sandbox, cli } = await startDoctor()
  const env = { HIGHLEVEL_TOKEN: sandbox.tokenByName('read-only') }
  const { code, out, err } = await cli(['--probe', '--user', ids.user, '--yes'], env)
  expect(code).toBe(3)
  expect(out).toContain('failed   Scope calendars/events.write is missing')
  expect(out).not.toContain('Measured')
  expect(err).toBe('Nothing was measured. Correct first what has failed.\n')
})

test('a user for whom no block can be created ends it, and nothing is left', async () => {
  const { sandbox, cli } = await startDoctor()
  const { code, err } = await cli(['--probe', '--user', 'NoSuchUser0000000001', '--yes'])
  expect([code, sandbox.blocks()]).toEqual([1, []])
  expect(err).toContain('expected a new block and got 422 "The user does not exist."')
})

const moments = [1, 2, samples + 1, 20, 40].flatMap(
  (at) =>
    [
      [at, 'before', 0],
      [at, 'after', 1],
    ] as const,
)

test.each(moments)(
  'a signal at create %d, %s it is committed, ends it, and nothing is left',
  async (at, when, found) => {
    const { sandbox, probe } = await startDoctor()
    const controller = new AbortController()
    const progress: Io['progress'] = { applied: 'no' }
    let creates = 0
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method !== 'POST' || (creates += 1) !== at) return sandbox.fetch(request)
      expect(progress.applied).toBe('unknown')
      if (when === 'before') controller.abort('SIGINT')
      const response = await sandbox.fetch(request)
      controller.abort('SIGINT')
      // Its response is lost, so its id is not known.
      return Promise.reject(request.signal.reason ?? response)
    }
    const { code, err, cleanup } = await probe(['--yes'], { fetch, signal: controller.signal, progress })
    expect([code, sandbox.blocks()]).toEqual([130, []])
    expect(cleanup).toMatchObject({ leftover: [], deleted: at - 1 + found })
    expect(err).toContain('Interrupted. Deleting what was created; interrupt again to end at once.')
  },
)

test('what cannot be deleted is named by its id', async () => {
  const { sandbox, probe, cli } = await startDoctor({
    faults: [{ fault: 'forbidden', operation: 'deleteEvent', on: 'every' }],
  })
  const { code, cleanup } = await probe()
  expect(code).toBe(7)
  expect(cleanup?.leftover.toSorted()).toEqual(
    sandbox
      .blocks()
      .map(({ id }) => id)
      .toSorted(),
  )
  expect(sandbox.blocks().length).toBeGreaterThan(0)
  sandbox.setFaults([])
  const again = await cli(['--probe', '--user', 'Anna', '--yes', '--samples', '1', '--count', '3'])
  expect([again.code, sandbox.blocks()]).toEqual([0, []])
})

test('when the service is lost, what is left is named, and the next probe deletes it', async () => {
  // The requests of the checks, and of the first creates.
  const lost = Array.from({ length: 3000 }, (_, index) => index + 60)
  const { sandbox, clock, probe } = await startDoctor({ faults: [{ fault: 'refused', on: lost }] })
  const { code, cleanup } = await probe()
  const left = sandbox.blocks().map(({ id }) => id)
  expect(left.length).toBeGreaterThan(20)
  expect([code, cleanup?.leftover.toSorted()]).toEqual([7, left.toSorted()])
  expect(cleanup?.failure).toContain('no connection')
  sandbox.setFaults([])
  await clock.advance(600_000)
  const again = await probe()
  expect([again.code, again.err]).toEqual([0, expect.stringContaining(`has left ${left.length} blocks`)])
  expect(sandbox.blocks()).toEqual([])
})

test('a report that is lost leaves the exit code of a change without a report', async () => {
  for (const [code, problem] of [
    ['EPIPE', new Error('closed')],
    ['ENOSPC', new Error('full')],
  ] as const) {
    const { sandbox, probe } = await startDoctor()
    const out = (text: string): void => {
      if (text.includes('findings')) throw Object.assign(problem, { code })
    }
    expect((await probe(['--yes'], { out })).code).toBe(5)
    expect(sandbox.blocks()).toEqual([])
  }
})

test('a block that appears after its end is found by the next probe', async () => {
  const { sandbox, clock, probe } = await startDoctor({
    faults: [
      {
        fault: 'stall',
        operation: 'createBlockSlot',
        on: [samples + 1],
        commit: 'after-response',
        commitDelayMs: 600_000,
      },
    ],
  })
  const first = await probe()
  expect(first.cleanup).toMatchObject({ leftover: [], open: 1 })
  expect(sandbox.blocks()).toEqual([])
  await clock.advance(600_000)
  expect(sandbox.blocks()).toHaveLength(1)
  const second = await probe()
  expect(second.err).toContain('An earlier probe has left 1 block ')
  expect(sandbox.blocks()).toEqual([])
})
