import { parseArgs } from 'node:util'
import { readCount } from '../arguments.ts'
import { printFigures } from '../table.ts'
import { fullPgBoss, naivePgBoss, pgBossFigures, runPgBoss } from './pg-boss-run.ts'

// Kills workers that share a run by pg-boss, and PostgreSQL, at full size.

const { values } = parseArgs({ options: { seed: { type: 'string' } } })
const seed = readCount('--seed', values.seed, fullPgBoss.world.seed)
const options = { ...fullPgBoss, world: { ...fullPgBoss.world, seed } }
const result = await runPgBoss(options)
const naive = await runPgBoss(naivePgBoss)
printFigures(`Sync, pg-boss, seed ${seed}`, [
  ...pgBossFigures(options, result),
  {
    name: 'created twice in a small run by jobs that keep no intents',
    measured: naive.createdTwice,
    min: 1,
    note: 'negative control',
  },
])
