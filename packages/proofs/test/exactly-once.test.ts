import { expect, test } from 'vitest'
import { runJob, type JobResult } from '../exactly-once/job.ts'
import { tally } from '../exactly-once/tally.ts'
import { faultyConditions } from '../exactly-once/workload.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

/** The proof creates 60,000 blocks; this test a few hundred, drawn by a seed. */
const seed = Number(process.env['SEED'] ?? 20_261_122)
const size = { locations: 5, each: 80 }

/** Blocks that were reported as not applied are not looked for later. */
const unreported = ({ duplicates, reported, deniedIds }: JobResult): string[] =>
  duplicates.filter((id) => !reported.has(id) && !deniedIds.includes(id))

test(`of 400 creates under faults none is duplicated, lost or reported wrongly, seed ${seed}`, async () => {
  const result = await runJob(seed, size, faultyConditions, { by: 'client' })
  expect(result).toMatchObject({ wanted: 400, duplicates: [], lost: 0, wrong: 0 })
  expect(result.reported).toEqual(new Set())
  expect(result.peak).toBeLessThanOrEqual(100)
  expect(result.outcomes.get('reconciled')).toBeGreaterThan(30)
  expect(result.sends).toBeGreaterThan(400)
})

test('a naive retry duplicates more than every sixth create', async () => {
  const result = await runJob(seed, size, faultyConditions, { by: 'naive retry' })
  expect(result.duplicates.length).toBeGreaterThan(400 / 6)
})

test.each([
  ['without a reconcile timeout', faultyConditions, { reconcileTimeoutMs: 0 }],
  ['when a commit is later than the reconcile timeout', { commitDelayMs: 15_000, listLagMs: 0 }, {}],
  [
    'when lists are staler than the reconcile timeout',
    { commitDelayMs: 0, listLagMs: 30_000, staleLists: 'always' as const },
    {},
  ],
])('%s there are duplicates, and every one is reported', async (_, conditions, options) => {
  const result = await runJob(seed, size, conditions, { by: 'client', options })
  expect(result.duplicates.length).toBeGreaterThan(0)
  expect(unreported(result)).toEqual([])
  expect(result.lost).toBe(0)
})

test('tally counts lost blocks, duplicates and wrong reports', () => {
  const wanted = {
    calendarId: 'c',
    locationId: 'l',
    title: 'Busy',
    startTime: '2026-06-01T00:00:00Z',
    endTime: '2026-06-01T01:00:00Z',
  }
  const stamp = { seq: 1, request: 1, at: 0 }
  const made = (id: string) =>
    ({ ...stamp, kind: 'commit', of: 'block', change: 'created', event: { ...wanted, id } }) as const
  expect(tally([], [{ wanted, id: 'a', outcome: 'created' }], 10_000)).toMatchObject({ lost: 1, wrong: 1 })
  expect(tally([made('b')], [{ wanted, id: 'a', outcome: 'created' }], 10_000)).toMatchObject({
    lost: 0,
    wrong: 1,
  })
  expect(tally([made('a'), made('b')], [{ wanted, id: 'b', outcome: 'created' }], 10_000).duplicates).toEqual(
    ['a'],
  )
  expect(tally([made('a')], [{ wanted, error: new Error('x') }], 10_000)).toMatchObject({ wrong: 1 })
})
