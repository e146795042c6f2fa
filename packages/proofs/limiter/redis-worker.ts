// One process of `redis-processes.ts`. Makes requests until it is killed and prints when each of them would arrive.
import { createClient } from 'redis'
import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import { redisLimiter } from '@block-slots/client/src/rate-limit/redis/index.ts'
import { asking } from '@block-slots/client/test/support/model.ts'

const [port = '', skew = '0', max = '100', intervalMs = '1000', leaseMs = '5000', callers = '40', shares] =
  process.argv.slice(2)
const clock: Clock = { now: () => systemClock.now() + Number(skew), sleep: systemClock.sleep }
const client = createClient({
  url: `redis://127.0.0.1:${port}`,
  socket: { reconnectStrategy: 50 },
})
client.on('error', () => {})
await client.connect()
const limiter = redisLimiter({
  send: (args) => client.sendCommand(args),
  max: Number(max),
  intervalMs: Number(intervalMs),
  leaseMs: Number(leaseMs),
  commandTimeoutMs: 500,
  onUnavailable: shares === undefined ? 'refuse' : { processes: Number(shares) },
})
const ask = asking(limiter, clock)
const signal = new AbortController().signal
const oneWayMs = Number(intervalMs) * 0.03

async function call(priority: 'interactive' | 'bulk'): Promise<void> {
  for (;;) {
    try {
      const permit = await ask({ priority, withinMs: 60_000 })
      if (!('release' in permit)) continue
      await clock.sleep(Math.random() * oneWayMs, signal)
      const at = Number(process.hrtime.bigint()) / 1e6
      // Printed at once, so that no arrival is lost when the process is killed.
      process.stdout.write(`${at}\n`)
      await clock.sleep(Math.random() * oneWayMs, signal)
      permit.release({ sent: 'yes', status: 200, headers: { get: () => null } })
    } catch {
      // Redis is down.
      await clock.sleep(100, signal)
    }
  }
}

await Promise.all(
  Array.from({ length: Number(callers) }, (_, index) => call(index % 2 === 0 ? 'bulk' : 'interactive')),
)
