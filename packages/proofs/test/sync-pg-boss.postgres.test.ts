import { expect, test } from 'vitest'
import { fullPgBoss, pgBossFigures, runPgBoss, type PgBossOptions } from '../sync/pg-boss.ts'
import { isHeld } from '../table.ts'

const options: PgBossOptions = {
  ...fullPgBoss,
  world: { seed: 7, locations: 12, each: 25, strangers: 4 },
  workers: 2,
  kills: 2,
  restarts: 1,
  faultShare: 0,
  reconcileTimeoutMs: 1000,
}

test('workers make each block once while they and PostgreSQL are killed', async () => {
  const figures = pgBossFigures(options, await runPgBoss(options))
  expect(figures.filter((figure) => isHeld(figure) === false)).toEqual([])
  expect(figures.filter((figure) => isHeld(figure) === true).length).toBeGreaterThan(8)
}, 180_000)

test('jobs that keep no intents make blocks twice: the same run finds it', async () => {
  const result = await runPgBoss({ ...options, isNaive: true, restarts: 0 })
  expect(result.createdTwice).toBeGreaterThan(0)
}, 180_000)
