import { pgBossFigures, runPgBoss } from './pg-boss.ts'
import { printFigures } from '../table.ts'
const [locations = 10, each = 30, workers = 2, kills = 2, restarts = 1, share = 0, rec = 1000, naive = 0] = process.argv.slice(2).map(Number)
const options = { world: { seed: 1, locations, each, strangers: 3 }, workers, kills, restarts, faultShare: share, reconcileTimeoutMs: rec, isNaive: naive === 1 }
const result = await runPgBoss(options)
console.log(result.counts)
printFigures('pg-boss', pgBossFigures(options, result))
