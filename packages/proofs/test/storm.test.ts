import { describe, expect, test } from 'vitest'
import { watchRejections } from '@block-slots/client/test/support/server.ts'
import { runStorm } from '../storm/job.ts'
import { withOwnFaults } from '../storm/kind.ts'
import { kinds } from '../storm/kinds.ts'
import { lateCommits } from '../storm/new-kinds.ts'
import { add, emptyTally, tally, type Call } from '../storm/tally.ts'
import { inProcess } from '../storm/transport.ts'

watchRejections()

/** The proof creates 60,000 blocks on each transport; this test some for each form of each kind, drawn by a seed. */
const seed = Number(process.env['SEED'] ?? 20_261_129)

test('there are fifty kinds of fault, of which at least twelve are new', () => {
  expect(new Set(kinds.map(({ name }) => name)).size).toBe(50)
  expect(kinds.filter(({ isNew }) => isNew).length).toBeGreaterThanOrEqual(12)
})

test.each(kinds)(
  `nothing is made twice, lost or reported wrongly, seed ${seed}: $name`,
  async ({ variants }) => {
    const size = { locations: 1, each: variants.length > 2 ? 12 : 24 }
    const total = emptyTally()
    for (const variant of variants)
      // oxlint-disable-next-line no-await-in-loop -- In order, so that runs are alike.
      add(total, await runStorm({ seed, size, variant, strategy: 'client' }, inProcess))
    expect(total).toMatchObject({ problems: [], twice: 0, lost: 0, wrong: 0 })
    expect(total.creates).toBe(size.each * variants.length)
  },
)

describe('a client that lacks the knowledge of this one', () => {
  const size = { locations: 2, each: 24 }

  test.each([
    ['no other fault', {}],
    ['equal blocks of the day before', { world: { olderMs: 86_400_000 } }],
  ])('creates once and reports right under lost requests and responses, with %s', async (name, more) => {
    const variant = withOwnFaults({ name, ...more })
    const { problems, creates } = await runStorm({ seed, size, variant, strategy: 'naive client' }, inProcess)
    expect([problems, creates]).toEqual([[], 48])
  })

  test.each(kinds.filter(({ isNew }) => isNew))('fails under $name', async ({ variants }) => {
    const total = emptyTally()
    for (const variant of variants) {
      const job = { seed, size, variant: withOwnFaults(variant), strategy: 'naive client' } as const
      // oxlint-disable-next-line no-await-in-loop -- In order, so that runs are alike.
      add(total, await runStorm(job, inProcess))
    }
    expect(total.twice + total.lost + total.wrong).toBeGreaterThan(0)
  })
})

test('blocks that are committed later than the client waits are made twice, and findDuplicates names them', async () => {
  const size = { locations: 3, each: 24 }
  const result = await runStorm({ seed, size, variant: lateCommits, strategy: 'client' }, inProcess)
  expect(result.twice).toBeGreaterThan(0)
  expect(result.unnamed).toBe(0)
})

describe('tally', () => {
  const wanted = {
    calendarId: 'c',
    locationId: 'l',
    startTime: '2026-06-01T00:00:00Z',
    endTime: '2026-06-01T01:00:00Z',
  }
  const made = (id: string) =>
    ({
      seq: 1,
      request: 1,
      at: 0,
      kind: 'commit',
      of: 'block',
      change: 'created',
      event: { title: '', ...wanted, id },
    }) as const
  const create = (more: Partial<Call>): Call => ({ verb: 'create', wanted, ...more })
  const ensure = (more: Partial<Call>): Call => ({ verb: 'ensure', wanted, ...more })

  test.each<[string, readonly string[], readonly Call[], object]>([
    ['a lost block', [], [create({ id: 'a' })], { lost: 1 }],
    ['a block of another program', ['a'], [create({ id: 'b' })], { lost: 1, twice: 0 }],
    ['a block made twice', ['a', 'b'], [create({ id: 'b' })], { twice: 1, surplus: ['a'] }],
    ['an id given twice', ['a', 'b'], [create({ id: 'a' }), create({ id: 'a' })], { wrong: 1, twice: 0 }],
    ['a given duplicate', ['a'], [create({ id: 'a', duplicates: ['a'] })], { wrong: 1 }],
    ['a denied block', ['a'], [create({ denied: true })], { wrong: 1, twice: 0 }],
    ['an unexpected error', [], [create({ error: new Error('x') })], { wrong: 1, unknown: 0 }],
    [
      'a deleted block',
      ['a'],
      [create({ id: 'a' }), ensure({ id: 'a', outcome: 'existing', deletedId: 'a' })],
      { wrong: 1 },
    ],
    [
      'a block made again',
      ['a', 'b'],
      [create({ id: 'a' }), ensure({ id: 'b', outcome: 'created', deletedId: 'a' })],
      { wrong: 0, twice: 0 },
    ],
    [
      'a block of ensure',
      ['a'],
      [create({ denied: true }), ensure({ id: 'a', outcome: 'created' })],
      { wrong: 0, twice: 0, lost: 0 },
    ],
    [
      'a denied block that ensure found',
      ['a'],
      [create({ denied: true }), ensure({ id: 'a', outcome: 'existing' })],
      { wrong: 1 },
    ],
    ['equal blocks', ['a', 'b'], [create({ id: 'a' }), create({ id: 'b' })], { wrong: 0, twice: 0, lost: 0 }],
  ])('counts %s', (_, ids, calls, counts) => {
    expect(tally(ids.map(made), calls)).toMatchObject(counts)
  })
})
