import type { Clock } from '../../clock.ts'
import { redisLink, type RedisSend } from './eval.ts'
import type { Limiter, LimiterRequest, LimitExceeded, Permit, PermitOutcome } from '../limiter.ts'
import {
  createLine,
  headOf,
  headOfPriority,
  refuse,
  rootOf,
  tell,
  waitersOf,
  type Line,
  type Waiter,
} from './waiters.ts'
import { localLimiter } from '../local.ts'
import { readQuota, readRetryAfter } from '../headers.ts'
import { acquireScript, addScript, readScript, settleScript } from './lua.ts'
import { readOptions, type RedisLimiterOptions } from './options.ts'

export type { RedisLimiterOptions, RedisSend }

/** How long a request whose answer was lost may still be on its way. */
const graceMs = 5000
/** How long, after a failure, Redis is left alone by those who can do without. */
const restMs = 1000
const memoryMs = 3_600_000
const memoryLines = 10_000
const never = new AbortController().signal

/**
 * Counts the requests of all processes that share one Redis, from version 6 on, by the clock of its server alone. Every
 * statement of `localLimiter` holds across all of them.
 *
 * Redis must not evict keys (`maxmemory-policy noeviction`). With a cluster, give a `send` that goes to the node of the
 * first key, the fourth word. What was in it when it is lost is made up for by one window without requests.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used. While Redis is out of reach, `acquire`
 *   rejects with one of code `store-unavailable`.
 * @example
 * ```ts
 * import { redisLimiter } from '@block-slots/client/redis'
 *
 * // In a program: (args) => client.sendCommand(args)
 * const limiter = redisLimiter({ send: async () => '', max: 25 })
 * console.log(Object.keys(limiter).join()) // => acquire,merge
 * ```
 */
export function redisLimiter(options: RedisLimiterOptions): Limiter {
  const { send, prefix, max, intervalMs, leaseMs, commandTimeoutMs, share } = readOptions(options)
  const link = redisLink(send, commandTimeoutMs)
  const own = Math.random().toString(36).slice(2)
  let asked = 0
  const lines = new Map<string, Line>()
  let sweep = lines.entries()
  const local =
    share === undefined ? undefined : localLimiter({ max: Math.max(1, Math.floor(max / share)), intervalMs })
  let downUntil = -Infinity

  const find = (key: string): Line => {
    let line = lines.get(key)
    if (line === undefined) lines.set(key, (line = createLine(prefix, key)))
    return rootOf(line)
  }

  /** Looks at two keys, whosever turn it is, and forgets those that are of no use any more. */
  const forget = (now: number): void => {
    for (let looks = 2; looks > 0; looks--) {
      const { value, done } = sweep.next()
      if (done === true) sweep = lines.entries()
      else {
        const { serving, usedAt, knownAt, untoldUntil } = rootOf(value[1])
        const many = lines.size > memoryLines
        const old = many ? knownAt + leaseMs + intervalMs <= now : usedAt + memoryMs <= now
        if (old && !serving && untoldUntil <= now) lines.delete(value[0])
      }
    }
  }

  /** Asks Redis for as long as somebody waits. One question is on its way at a time, for everybody who waits here. */
  const serve = async (line: Line): Promise<void> => {
    for (let head = headOf(line); head !== undefined; head = headOf(line)) {
      const { clock } = head.request
      try {
        await line.ready
        const waitMs = await ask(line, clock)
        if (headOf(line) !== undefined) await rest(line, waitMs, clock)
      } catch (failure) {
        downUntil = clock.now() + restMs
        for (const waiter of waitersOf(line)) {
          if (local === undefined) waiter.fail(failure)
          else waiter.move((request) => acquireLocally(local, line, request))
        }
      }
    }
    line.serving = false
  }

  /** Lets those go whom Redis gives a slot, and gives how long to wait before asking again. */
  const ask = async (line: Line, clock: Clock): Promise<number> => {
    const name = `${own}:${(asked += 1)}`
    const now = clock.now()
    const wanted = line.priorities.map(({ again, fresh }) => again.items.size + fresh.items.size)
    const known = line.knownAt + leaseMs + intervalMs > now ? 1 : 0
    const probeMs = Math.min(leaseMs, Math.max(1, (headOf(line)?.request.deadline ?? now) - now))
    const still = Math.max(0, line.untoldUntil - now)
    const args = [max, intervalMs, leaseMs, name, ...wanted, known, Math.ceil(probeMs), Math.ceil(still)]
    const give = (granted: string, isProbe: boolean): void => {
      granted.split('').forEach((digit, index) => {
        if (digit !== '-') grant(line, digit === '1' ? 0 : 1, `${name}:${index}`, isProbe, clock)
      })
    }
    const answer = await link(acquireScript, line.keys, args, clock, (words) => give(words[0] ?? '', false))
    const [granted = '-', probe, , ...times] = answer
    line.knownAt = now
    give(granted, probe === 'probe')
    const [atUrgent = -1, sureUrgent = 0, atBulk = -1, sureBulk = 0] = times.map(Number)
    refuse(line.priorities[0], now + sureUrgent, now)
    refuse(line.priorities[1], now + sureBulk, now)
    const looks = line.priorities.map((priority, index) => {
      if (headOfPriority(priority) === undefined) return Infinity
      const [at, sure] = index === 0 ? [atUrgent, sureUrgent] : [atBulk, sureBulk]
      if (at >= 0 && sure >= at) return at
      // Others may settle, or give a slot back, at any time.
      const soon = Math.min(500, intervalMs / 10)
      return at < 0 ? soon : Math.min(at, soon)
    })
    const soonest = Math.min(...looks)
    return soonest > 0 ? soonest + Math.random() * Math.min(250, intervalMs / 50) : 0
  }

  /** Hands a slot to who waits longest; one that nobody waits for any more is given back. */
  const grant = (line: Line, priority: 0 | 1, id: string, isProbe: boolean, clock: Clock): void => {
    const waiter = headOfPriority(line.priorities[priority])
    if (waiter === undefined) {
      void settle(line, priority, id, { sent: 'no' }, clock)
      return
    }
    const { request, end } = waiter
    const { key, notify } = request
    let settled = false
    end({
      release(settlement) {
        if (!settled) void settle(line, priority, id, settlement, request.clock, request)
        settled = true
      },
    })
    if (isProbe) notify({ type: 'limit', at: request.clock.now(), key, state: 'probing' })
  }

  /** Tells Redis what came of a request, several times if need be. What is never told counts until its lease ends. */
  const settle = async (
    granted: Line,
    priority: 0 | 1,
    id: string,
    settlement: PermitOutcome,
    clock: Clock,
    request?: LimiterRequest,
  ): Promise<void> => {
    const answered = settlement.sent === 'yes' ? settlement : undefined
    const quota = answered === undefined ? undefined : readQuota(answered.headers)
    const told = [quota?.max, quota?.remaining, quota?.intervalMs, quota?.daily]
    const wait = answered === undefined ? undefined : readRetryAfter(answered.headers, clock.now())
    const args = [max, intervalMs, leaseMs, id, priority + 1, settlement.sent, graceMs, answered?.status ?? 0]
    const more = [...told, quota?.scarce === true ? 1 : 0, quota?.resetMs, wait, Math.random()]
    const all = [...args, ...more.map((value) => value ?? '')]
    for (const pauseMs of [250, 1000, 0]) {
      const line = rootOf(granted)
      try {
        await line.ready
        const [changed, limit, openIn] = await link(settleScript, line.keys, all, clock)
        if (changed !== '-' && request !== undefined) tell(request, changed, Number(limit), Number(openIn))
        if (settlement.sent !== 'yes' || changed !== '-') line.pause?.abort()
        return
      } catch {
        if (pauseMs > 0) await clock.sleep(pauseMs, never)
      }
    }
  }

  /** Lets a process send its share by itself, and tells Redis of it when it can. */
  const acquireLocally = async (
    limiter: Limiter,
    line: Line,
    request: LimiterRequest,
  ): Promise<Permit | LimitExceeded> => {
    const result = await limiter.acquire(request)
    if (!('release' in result)) return result
    const { clock } = request
    const id = `${own}:local:${(asked += 1)}`
    const mark = (): void => {
      line.untoldUntil = clock.now() + intervalMs
    }
    mark()
    let settled = false
    return {
      release(settlement) {
        result.release(settlement)
        if (!settled && settlement.sent !== 'no') {
          mark()
          void settle(line, request.priority === 'bulk' ? 1 : 0, id, settlement, clock, request)
        }
        settled = true
      },
    }
  }

  /** Adds what counts for one key to what counts for the other. The former is left to expire: others may still use it. */
  const carry = async (old: Line, line: Line): Promise<void> => {
    const { clock } = old
    if (clock === undefined) return
    try {
      await old.ready
      const held = await link(readScript, old.keys, [], clock)
      if (held.length >= 3) await link(addScript, line.keys, [...held, leaseMs + intervalMs + 10_000], clock)
    } catch {
      // Redis is out of reach, and will want a window of rest.
      line.untoldUntil = clock.now() + intervalMs
    }
  }

  const acquire = async (request: LimiterRequest): Promise<Permit | LimitExceeded> => {
    const { key, priority, isRetry: again, signal, clock, deadline } = request
    signal.throwIfAborted()
    const now = clock.now()
    forget(now)
    const line = find(key)
    line.clock = clock
    line.usedAt = now
    if (local !== undefined && now < downUntil) return acquireLocally(local, line, request)
    const place = line.priorities[priority === 'bulk' ? 1 : 0]
    if (place.sureUntil > Math.max(deadline, now)) return { retryAt: place.sureUntil }
    return new Promise((resolve, reject) => {
      const { items } = place[again ? 'again' : 'fresh']
      const leave = (): void => {
        signal.removeEventListener('abort', stop)
        items.delete(waiter)
      }
      const stop = (): void => {
        waiter.fail(signal.reason)
        if (headOf(line) === undefined) line.pause?.abort()
      }
      const waiter: Waiter = {
        request,
        end(result) {
          leave()
          resolve(result)
        },
        fail(reason) {
          leave()
          reject(reason)
        },
        move(to) {
          leave()
          to(request).then(resolve, reject)
        },
      }
      if (headOfPriority(place) === undefined) line.pause?.abort()
      items.add(waiter)
      signal.addEventListener('abort', stop)
      if (!line.serving) {
        line.serving = true
        void serve(line)
      }
    })
  }

  return {
    acquire,
    merge(from, to) {
      const old = find(from)
      const line = find(to)
      if (old === line) return
      old.into = line
      lines.set(from, line)
      line.untoldUntil = Math.max(line.untoldUntil, old.untoldUntil)
      line.ready = Promise.all([line.ready, carry(old, line)])
      for (const waiter of waitersOf(old)) waiter.move(acquire)
      old.pause?.abort()
    },
  }
}

/** Waits for a while, or until there is news. */
async function rest(line: Line, ms: number, clock: Clock): Promise<void> {
  line.pause = new AbortController()
  await clock.sleep(ms, line.pause.signal).catch(() => {})
  line.pause = undefined
}
