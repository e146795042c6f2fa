import { expect, test } from 'vitest'
import { runJob, type JobResult } from '../exactly-once/job.ts'
import { tally } from '../exactly-once/tally.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

/** The script `creates` makes 60,000 blocks; here it is a few hundred, drawn by a seed. */
const seed = Number(process.env['SEED'] ?? 20_261_122)
const size = { locations: 5, each: 80 }
/** A late commit and a lagging list together stay below the horizon of ten seconds. */
const badDay = { commitDelayMs: 3000, lagMs: 6000 }

/** What is told as not carried out is not looked after: whoever makes it again has it twice. */
const missedBy = ({ duplicates, reported, deniedIds: untold }: JobResult): string[] =>
  duplicates.filter((id) => !reported.has(id) && !untold.includes(id))

test(`of 400 creates on a bad day none is made twice, lost, or told wrongly, seed ${seed}`, async () => {
  const done = await runJob(seed, size, badDay, { by: 'client' })
  expect(done).toMatchObject({ wanted: 400, duplicates: [], lost: 0, wrong: 0 })
  expect(done.reported).toEqual(new Set())
  expect(done.peak).toBeLessThanOrEqual(100)
  expect(done.outcomes.get('reconciled')).toBeGreaterThan(30)
  expect(done.sends).toBeGreaterThan(400)
})

test('a blind retry makes every sixth of them twice', async () => {
  const done = await runJob(seed, size, badDay, { by: 'blind retry' })
  expect(done.duplicates.length).toBeGreaterThan(400 / 6)
})

test.each([
  ['without a horizon', badDay, { reconcileTimeoutMs: 0 }],
  ['when a commit is later than the horizon', { commitDelayMs: 15_000, lagMs: 0 }, {}],
  [
    'when lists are staler than the horizon',
    { commitDelayMs: 0, lagMs: 30_000, lags: 'always' as const },
    {},
  ],
])('%s some are made twice, and every one is reported', async (_, day, options) => {
  const done = await runJob(seed, size, day, { by: 'client', options })
  expect(done.duplicates.length).toBeGreaterThan(0)
  expect(missedBy(done)).toEqual([])
  expect(done.lost).toBe(0)
})

test('the judge finds what is lost and what is told wrongly', () => {
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
