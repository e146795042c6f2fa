import { expect, test } from 'vitest'
import { naivePgBoss, pgBossFigures, runPgBoss, smallPgBoss } from '../sync/pg-boss-run.ts'
import { isHeld } from '../table.ts'

test('workers make each block once while they and PostgreSQL are killed', async () => {
  const figures = pgBossFigures(smallPgBoss, await runPgBoss(smallPgBoss))
  expect(figures.filter((figure) => isHeld(figure) === false)).toEqual([])
  expect(figures.filter((figure) => isHeld(figure) === true).length).toBeGreaterThan(8)
}, 180_000)

test('jobs that keep no intents make blocks twice', async () => {
  expect((await runPgBoss(naivePgBoss)).createdTwice).toBeGreaterThan(0)
}, 180_000)
