import {
  bulkReserveDivisor,
  confirmations,
  dailyProbeMs,
  graceMs,
  maxBypasses,
  maxJitter,
  maxSharedThrottle,
  memoryMs,
  mergeMemoryMs,
  minPauseMs,
  throttleFactor,
  throttleStep,
} from '../policy.ts'

/** Keys outlive everything that counts in them by this much, as a margin. */
const expiryMarginMs = 10_000

/** Slots that one call grants at most, so that one process does not take them all. */
const maxGrants = 10

/**
 * The beginning of `acquireScript` and `releaseScript`. KEYS: the state; requests in flight (by the end of their lease)
 * and released (by when) of the interactive priority; the same two of the bulk priority; slots taken by other programs (by
 * when a response showed them). ARGV: one JSON object. Every time is in milliseconds by the clock of the server.
 */
const prelude = `
local call = redis.call
local args = cjson.decode(ARGV[1])
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state, raw = {}, call('HGETALL', KEYS[1])
for i = 1, #raw, 2 do state[raw[i]] = raw[i + 1] end
local function num(name, default) return tonumber(state[name]) or default end
local function set(name, value)
  state[name] = tostring(value)
  call('HSET', KEYS[1], name, type(value) == 'number' and string.format('%.17g', value) or value)
end
local function inFlight(priority) return KEYS[2 * priority] end
local function released(priority) return KEYS[2 * priority + 1] end
local others = KEYS[6]
-- A server clock that was set back: nothing is free earlier or later for it.
local back = num('at', now) - now
if back > 0 then
  for i = 2, 6 do
    local entries = call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
    for j = 1, #entries, 2 do call('ZADD', KEYS[i], entries[j + 1] - back, entries[j]) end
  end
  for _, name in ipairs({ 'closedUntil', 'probeUntil', 'bulkClosedUntil', 'pacedUntil', 'growAt' }) do
    if state[name] then set(name, num(name) - back) end
  end
end
local max = math.min(num('max', args.max), args.max)
local interval = num('interval', args.intervalMs)
local throttle, closedUntil = num('throttle', 1), num('closedUntil', 0)
local function currentMax() return math.max(1, math.floor(max * throttle)) end
local function minimumMs() return math.max(interval, ${minPauseMs}) end
local function expire()
  for priority = 1, 2 do
    call('ZREMRANGEBYSCORE', inFlight(priority), '-inf', now)
    call('ZREMRANGEBYSCORE', released(priority), '-inf', now - interval)
  end
  call('ZREMRANGEBYSCORE', others, '-inf', now - interval)
end
local function taken(priority) return call('ZCARD', inFlight(priority)) + call('ZCARD', released(priority)) end
local function keep()
  set('at', now)
  for i = 2, 6 do call('PEXPIRE', KEYS[i], math.ceil(args.leaseMs + interval + ${expiryMarginMs})) end
  local closedMs = math.max(closedUntil, num('bulkClosedUntil', 0)) - now
  call('PEXPIRE', KEYS[1], math.ceil(${memoryMs} + math.max(0, closedMs)))
end
`

/** The limits that a call assumes until the service announces others, and the lease of a slot. */
export type QuotaArgs = {
  readonly max: number
  readonly intervalMs: number
  readonly leaseMs: number
}

/** The arguments of `acquireScript`. */
export type AcquireArgs = QuotaArgs & {
  /** Names this call. The slots are called `id:0`, `id:1` and so on. */
  readonly id: string
  /** Interactive and bulk requests that wait. */
  readonly waiting: readonly [number, number]
  /** True when this process used the quota a short while ago, so that Redis has to know it. */
  readonly isKnown: boolean
  /** Time that a probe may take. */
  readonly probeMs: number
  /** Time to grant nothing first, because of requests that Redis does not know of. */
  readonly unreportedMs: number
}

/**
 * Takes slots for the waiters of one process. Replies with the priorities of the granted slots (`-`: none), `probe` if
 * the only one is a probe, the current maximum, and for each priority in how many milliseconds a slot is expected to be free
 * (-1: unknown) and before how many certainly none is.
 *
 * A server that was restarted, replaced by a replica, or lost the keys does not know what was sent, so it grants nothing
 * until requests that were in flight then count no longer. For a quota that continues in another, the reply is `moved`
 * and the key of the other.
 */
export const acquireScript: string = `${prelude}
if state.moved then
  call('PEXPIRE', KEYS[1], ${mergeMemoryMs})
  return 'moved ' .. state.moved
end
local ok, info = pcall(call, 'INFO', 'server')
local run = ok and type(info) == 'string' and string.match(info, 'run_id:(%x+)') or 'unknown'
local upSeconds = ok and type(info) == 'string' and tonumber(string.match(info, 'uptime_in_seconds:(%d+)')) or 1e9
local silentMs = args.unreportedMs
if state.run ~= run then
  -- The server counts whole seconds of uptime.
  local quietMs = interval + ${graceMs}
  local isYoung = upSeconds * 1000 <= quietMs + 1000
  if state.run or args.isKnown or isYoung then silentMs = math.max(silentMs, quietMs) end
  set('run', run)
end
if silentMs > 0 then
  closedUntil = math.max(closedUntil, now + silentMs)
  set('closedUntil', closedUntil)
end
expire()
-- Slots of other programs leave the reserve alone.
local interactive, bulk = taken(1), taken(2) + call('ZCARD', others)
local waiting, granted, probe = args.waiting, '', ''
local function isReserved()
  local current = currentMax()
  return bulk >= math.max(1, current - math.ceil(current / ${bulkReserveDivisor}))
end
local function isProbing() return (state.probe or '') ~= '' and num('probeUntil', 0) > now end
local function canGo(priority)
  if waiting[priority] < 1 or closedUntil > now or isProbing() or interactive + bulk >= currentMax() then return false end
  return priority == 1 or not (num('bulkClosedUntil', 0) > now or isReserved())
end
local bypasses = num('bypasses', 0)
while #granted < ${maxGrants} do
  local first = bypasses > ${maxBypasses} and 2 or 1
  local priority = canGo(first) and first or canGo(3 - first) and 3 - first
  if not priority then break end
  local id = args.id .. ':' .. #granted
  call('ZADD', inFlight(priority), now + args.leaseMs, id)
  granted = granted .. priority
  waiting[priority] = waiting[priority] - 1
  if priority == 1 then interactive = interactive + 1 else bulk = bulk + 1 end
  bypasses = priority == 1 and waiting[2] > 0 and bypasses + 1 or 0
  if state.closed == '1' then
    probe = 'probe'
    set('probe', id)
    set('probeUntil', now + math.min(args.leaseMs, args.probeMs))
  elseif now < num('pacedUntil', 0) then
    closedUntil = now + minimumMs() / currentMax()
    set('closedUntil', closedUntil)
  end
end
set('bypasses', bypasses)
keep()
local reply = { granted == '' and '-' or granted, probe == '' and '-' or probe, currentMax() }
local isCertain = call('ZCARD', inFlight(1)) + call('ZCARD', inFlight(2)) == 0
for priority = 1, 2 do
  local openAt = math.max(now, closedUntil, priority == 2 and num('bulkClosedUntil', 0) or 0)
  local notBefore, expectedAt = openAt, isProbing() and math.max(openAt, num('probeUntil', 0)) or openAt
  local reserved = priority == 2 and isReserved()
  if reserved or interactive + bulk >= currentMax() then
    local freeAt = math.huge
    local function look(key, ms)
      local entry = call('ZRANGE', key, 0, 0, 'WITHSCORES')
      if entry[2] then freeAt = math.min(freeAt, entry[2] + ms) end
    end
    for of = reserved and 2 or 1, 2 do
      look(inFlight(of), 0)
      look(released(of), interval)
    end
    look(others, interval)
    expectedAt = math.max(expectedAt, freeAt)
    if isCertain then notBefore = math.max(notBefore, freeAt) end
  end
  reply[#reply + 1] = expectedAt < math.huge and math.ceil(expectedAt - now) or -1
  reply[#reply + 1] = notBefore < math.huge and math.ceil(notBefore - now) or 0
end
return table.concat(reply, ' ')
`

/** The arguments of `releaseScript`. Those of the second half are missing where no response announced them. */
export type ReleaseArgs = QuotaArgs & {
  readonly id: string
  /** 1 for interactive, 2 for bulk. */
  readonly priority: number
  readonly sent: 'no' | 'yes' | 'no-response'
  /** A random number from 0 to 1. Only a response that closes the quota needs one. */
  readonly random?: number | undefined
  readonly status?: number | undefined
  readonly announcedMax?: number | undefined
  readonly remaining?: number | undefined
  readonly announcedMs?: number | undefined
  readonly daily?: number | undefined
  readonly scarce?: boolean | undefined
  readonly resetMs?: number | undefined
  readonly retryAfterMs?: number | undefined
}

/**
 * Releases one slot. Replies with what changed (`closed`, `open`, `changed` or `-`), the current maximum, and for how many
 * milliseconds the quota is closed. For a quota that continues in another, the reply is `moved` and the key of the other,
 * where the slot has to be released as well.
 */
export const releaseScript: string = `${prelude}
expire()
call('ZREM', inFlight(args.priority), args.id)
if state.moved then return 'moved ' .. state.moved end
if args.sent ~= 'no' then
  -- Plus 1, because now is rounded down, and a slot must not be free too early.
  local countedFrom = now + 1 + (args.sent == 'no-response' and ${graceMs} or 0)
  call('ZADD', released(args.priority), countedFrom, args.id)
end
local isProbe, change, before = state.probe == args.id, '-', currentMax()
if isProbe then set('probe', '') end
local function confirm(name, believed, announced, isStricter)
  local times = num(name .. 'Announced', -1) == announced and num(name .. 'Times', 0) + 1 or 1
  if times <= ${confirmations} then
    set(name .. 'Announced', announced)
    set(name .. 'Times', times)
  end
  if announced == believed or not (isStricter or times >= ${confirmations}) then return believed end
  set(name, announced)
  return announced
end
if args.sent == 'yes' then
  local newMax, newInterval = math.min(args.announcedMax or max, args.max), args.announcedMs or interval
  max = confirm('max', max, newMax, newMax < max)
  interval = confirm('interval', interval, newInterval, newInterval > interval)
  -- Slots of other programs count for one window from now on. Those that they seem to keep are replaced, not added.
  local seen = max - taken(1) - taken(2) - (args.remaining or math.huge)
  if seen > 0 then call('ZREMRANGEBYRANK', others, -seen, -1) end
  for i = 1, seen do call('ZADD', others, now + 1, args.id .. ':' .. i) end
  local resetMs = args.resetMs or ${dailyProbeMs}
  if args.daily then set('bulkClosedUntil', args.scarce and now + resetMs or 0) end
  if args.status == 429 or args.daily == 0 then
    local isFirst = isProbe or state.closed ~= '1'
    -- A stated time below one window is tried by one probe, until a probe has refuted it.
    if isProbe then set('isDoubted', 1) end
    local isBelieved = args.retryAfterMs and state.isDoubted ~= '1'
    local pauseMs = math.max(args.retryAfterMs or 0, isBelieved and ${minPauseMs} or minimumMs())
    if isFirst then
      pauseMs = pauseMs * (1 + args.random * ${maxJitter})
      if args.status == 429 then
        throttle = throttle * ${throttleFactor}
        set('throttle', throttle)
      end
      change = 'closed'
    end
    if args.daily == 0 then pauseMs = math.max(pauseMs, resetMs) end
    closedUntil = math.max(closedUntil, now + pauseMs)
    set('closed', 1)
    set('closedUntil', closedUntil)
  elseif isProbe and closedUntil <= now then
    set('closed', 0)
    set('pacedUntil', now + minimumMs())
    set('growAt', now + interval)
    change = 'open'
  elseif state.closed ~= '1' and now >= num('growAt', 0) then
    if state.isDoubted == '1' then set('isDoubted', 0) end
    if throttle < (call('ZCARD', others) > 0 and ${maxSharedThrottle} or 1) then
      throttle = math.min(1, throttle + ${throttleStep})
      set('throttle', throttle)
      set('growAt', now + interval)
    end
  end
  if change == '-' and currentMax() ~= before then change = 'changed' end
end
keep()
return table.concat({ change, currentMax(), math.max(0, math.ceil(closedUntil - now)) }, ' ')
`

/** Calculates how long slots are kept at most. */
export function expiryMs({ leaseMs, intervalMs }: QuotaArgs): number {
  return leaseMs + intervalMs + expiryMarginMs
}
