import { proofArguments, readCount } from '../arguments.ts'
import { printFigures } from '../table.ts'
import { limitAcrossProcesses } from './redis-processes.ts'

// Measures redisLimiter with processes and a Redis server of its own.

const requests = readCount('requests', proofArguments[0], 200_000)
printFigures(
  'redisLimiter, limit 1,000 in 1 s',
  await limitAcrossProcesses({
    max: 1000,
    intervalMs: 1000,
    processes: 8,
    requests,
    processKills: 20,
    redisKills: 3,
  }),
)
printFigures(
  'redisLimiter with shares, limit 1,000 in 1 s',
  await limitAcrossProcesses({
    max: 1000,
    intervalMs: 1000,
    processes: 8,
    requests: Math.ceil(requests / 5),
    processKills: 0,
    redisKills: 4,
    outageMs: 16_000,
    hasShares: true,
  }),
)
