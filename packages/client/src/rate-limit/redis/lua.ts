/**
 * What both scripts begin with. Every time is the server's, in milliseconds. KEYS: the state, the requests of the
 * interactive priority on their way (by the end of their lease) and settled (by when), the same two of the bulk priority, and
 * what others have sent (by when that was said). ARGV 1 to 2: what `max` and the window were set to.
 */
const prelude = `
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state, raw = {}, call('HGETALL', KEYS[1])
for i = 1, #raw, 2 do state[raw[i]] = raw[i + 1] end
local function num(name, default) return tonumber(state[name]) or default end
local function set(name, value)
  state[name] = tostring(value)
  call('HSET', KEYS[1], name, type(value) == 'number' and string.format('%.17g', value) or value)
end
local ceiling = tonumber(ARGV[1])
local max = math.min(num('max', ceiling), ceiling)
local interval = num('interval', tonumber(ARGV[2]))
local share, open = num('share', 1), num('open', 0)
local function limit() return math.max(1, math.floor(max * share)) end
local function expire()
  for i = 2, 4, 2 do
    call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
    call('ZREMRANGEBYSCORE', KEYS[i + 1], '-inf', now - interval)
  end
  call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - interval)
end
local function taken(i) return call('ZCARD', KEYS[i]) + call('ZCARD', KEYS[i + 1]) end
local function keep(lease)
  for i = 2, 6 do call('PEXPIRE', KEYS[i], math.ceil(lease + interval + 10000)) end
  call('PEXPIRE', KEYS[1], math.ceil(3600000 + math.max(0, math.max(open, num('bulkOpen', 0)) - now)))
end
`

/**
 * Takes slots for the requests that one process has waiting. ARGV 3 to 9: lease, name of this call, interactive and bulk
 * requests waiting, `1` when this process has used the key lately, for how long a probe may take, and for how long to
 * keep still first. Answers the priorities of the granted, `probe` if the only one is a probe, the limit, and for each priority
 * in how many milliseconds a slot may be free (-1: nobody knows) and before how many certainly none is.
 *
 * A server that has started anew, or lost the key, has forgotten who sent what: nothing goes for one window.
 */
export const acquireScript: string = `${prelude}
local lease, name, known = tonumber(ARGV[3]), ARGV[4], ARGV[7] == '1'
local ok, info = pcall(call, 'INFO', 'server')
local run = ok and type(info) == 'string' and string.match(info, 'run_id:(%x+)') or 'unknown'
local up = ok and type(info) == 'string' and tonumber(string.match(info, 'uptime_in_seconds:(%d+)')) or 1e9
local still = tonumber(ARGV[9])
if state.run ~= run then
  if state.run or known or up * 1000 <= interval + 1000 then still = math.max(still, interval) end
  set('run', run)
end
if still > 0 then
  open = math.max(open, now + still)
  set('open', open)
end
expire()
-- What others have sent leaves the reserve alone.
local u, b = taken(2), taken(4) + call('ZCARD', KEYS[6])
local want, granted, probe = { tonumber(ARGV[5]), tonumber(ARGV[6]) }, '', ''
local function reserved() return b >= math.max(1, limit() - math.ceil(limit() / 10)) end
local function may(priority)
  if want[priority] < 1 or open > now or u + b >= limit() then return false end
  return priority == 1 or not (num('bulkOpen', 0) > now or reserved())
end
local passed = num('passed', 0)
-- A few at a time, so that one process does not take them all.
while #granted < 10 do
  local first = passed > 8 and 2 or 1
  local priority = may(first) and first or may(3 - first) and 3 - first
  if not priority then break end
  local id = name .. ':' .. #granted
  call('ZADD', KEYS[2 * priority], now + lease, id)
  granted = granted .. priority
  want[priority] = want[priority] - 1
  if priority == 1 then u = u + 1 else b = b + 1 end
  passed = priority == 1 and want[2] > 0 and passed + 1 or 0
  if state.closed == '1' then
    probe = 'probe'
    set('probe', id)
    open = now + math.min(lease, tonumber(ARGV[8]))
    set('open', open)
  elseif now < num('paced', 0) then
    open = now + math.max(interval, 1000) / limit()
    set('open', open)
  end
end
set('passed', passed)
keep(lease)
local reply = { granted == '' and '-' or granted, probe == '' and '-' or probe, limit() }
local flying = call('ZCARD', KEYS[2]) + call('ZCARD', KEYS[4]) > 0
for priority = 1, 2 do
  local gate = math.max(now, open, priority == 2 and num('bulkOpen', 0) or 0)
  local sure, at = (state.probe or '') == '' and gate or now, gate
  local full = priority == 2 and reserved()
  if full or u + b >= limit() then
    local free = math.huge
    for i = full and 4 or 2, 6 do
      local entry = call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')
      if entry[2] then free = math.min(free, entry[2] + ((i == 2 or i == 4) and 0 or interval)) end
    end
    at = math.max(gate, free)
    if not flying then sure = math.max(sure, free) end
  end
  reply[#reply + 1] = at < math.huge and math.ceil(at - now) or -1
  reply[#reply + 1] = sure < math.huge and math.ceil(sure - now) or 0
end
return table.concat(reply, ' ')
`

/**
 * Settles one request. ARGV 3 to 8: lease, id, priority, `no`, `yes` or `lost`, grace after a lost answer, status; 9 to 16: max,
 * remaining, interval, daily remaining, `1` if the day is scarce, milliseconds until it starts anew, Retry-After in
 * milliseconds, a random number from 0 to 1; what is not known is empty. Answers what changed, the limit, and for how long
 * the gate is closed.
 */
export const settleScript: string = `${prelude}
local id, priority, sent = ARGV[4], tonumber(ARGV[5]), ARGV[6]
local status = tonumber(ARGV[8])
local function arg(i, default) return tonumber(ARGV[i]) or default end
expire()
call('ZREM', KEYS[2 * priority], id)
-- Now is rounded down, and a slot may not be free too early.
if sent ~= 'no' then call('ZADD', KEYS[2 * priority + 1], now + 1 + (sent == 'no-response' and tonumber(ARGV[7]) or 0), id) end
local probed, changed, before = state.probe == id, '-', limit()
if probed then
  open = now
  set('probe', '')
  set('open', open)
end
local function adopt(name, believed, value, stricter)
  local times = num(name .. 'Said', -1) == value and num(name .. 'Times', 0) + 1 or 1
  if times < 4 then
    set(name .. 'Said', value)
    set(name .. 'Times', times)
  end
  if value == believed or not (stricter or times >= 3) then return believed end
  set(name, value)
  return value
end
if sent == 'yes' then
  local newMax, newInterval = math.min(arg(9, max), ceiling), arg(11, interval)
  max = adopt('max', max, newMax, newMax < max)
  interval = adopt('interval', interval, newInterval, newInterval > interval)
  -- What others took counts for one window from now on, and what they seem to keep up is not set free all at once.
  local others = max - taken(2) - taken(4) - arg(10, math.huge)
  if others > 0 then call('ZREMRANGEBYRANK', KEYS[6], -others, -1) end
  for i = 1, others do call('ZADD', KEYS[6], now + 1, id .. ':' .. i) end
  local reset, spent = arg(14, 900000), ARGV[12] == '0'
  if ARGV[12] ~= '' then set('bulkOpen', ARGV[13] == '1' and now + reset or 0) end
  if status == 429 or spent then
    local first, wait = probed or state.closed ~= '1', math.max(arg(15, 0), interval, 1000)
    if first then
      wait = wait * (1 + tonumber(ARGV[16]) / 4)
      if status == 429 then
        share = share * 0.7
        set('share', share)
      end
      changed = 'closed'
    end
    if spent then wait = math.max(wait, reset) end
    open = math.max(open, now + wait)
    set('closed', 1)
    set('open', open)
  elseif probed then
    set('closed', 0)
    set('paced', now + math.max(interval, 1000))
    set('growAt', now + interval)
    changed = 'open'
  elseif state.closed ~= '1' and share < (call('ZCARD', KEYS[6]) > 0 and 0.9 or 1) and now >= num('growAt', 0) then
    share = math.min(1, share + 0.05)
    set('share', share)
    set('growAt', now + interval)
  end
  if changed == '-' and limit() ~= before then changed = 'changed' end
end
keep(tonumber(ARGV[3]))
return table.concat({ changed, limit(), math.max(0, math.ceil(open - now)) }, ' ')
`

/** Reads what one key holds, for another that takes its place. */
export const readScript: string = `
local all = {}
for i = 2, 6 do
  local entries = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
  for j = 1, #entries, 2 do all[#all + 1] = i .. ' ' .. entries[j + 1] .. ' ' .. entries[j] end
end
return table.concat(all, ' ')
`

/** Adds what another key held. ARGV from 1: triples of the key's number, the time and the id; the last is the lease. */
export const addScript: string = `
for i = 1, #ARGV - 1, 3 do
  local key = KEYS[tonumber(ARGV[i])]
  redis.call('ZADD', key, ARGV[i + 1], ARGV[i + 2])
  redis.call('PEXPIRE', key, ARGV[#ARGV])
end
return ''
`
