// Holds redisLimiter to its figures, with processes and a Redis of its own: `pnpm --filter @block-slots/client limiter:redis [requests]`.
import { report } from '../report.ts'
import { limitAcrossProcesses } from './redis-processes.ts'

const requests = Number(process.argv[2] ?? 200_000)
report(await limitAcrossProcesses({ max: 1000, intervalMs: 1000, processes: 8, requests, kills: 20, redisKills: 3 }))
