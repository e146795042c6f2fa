import { graceMs, memoryMs, mergeMemoryMs } from '../policy.ts'

// The scripts that merge quotas. Their KEYS are those of `lua.ts`.

/**
 * Notes in the state of a token's quota that it continues in the one of its sub-account, or in none if that is empty. Replies
 * `new` if that was not known, and `shared` if the token belongs to several: its quota continues in none of them then, and is
 * closed until the requests that were counted elsewhere count no longer.
 */
export const moveScript: string = `
local args, call = cjson.decode(ARGV[1]), redis.call
local moved = call('HGET', KEYS[1], 'moved')
local isShared = call('HGET', KEYS[1], 'shared') or args.moved == '' or moved and moved ~= args.moved
if isShared then
  call('HSET', KEYS[1], 'shared', 1)
  if moved then
    call('HDEL', KEYS[1], 'moved')
    local time = call('TIME')
    local interval = tonumber(call('HGET', KEYS[1], 'interval') or args.intervalMs)
    local closedUntil = time[1] * 1000 + math.floor(time[2] / 1000) + interval + ${graceMs}
    call('HSET', KEYS[1], 'closedUntil', string.format('%.17g', closedUntil))
  end
else
  call('HSET', KEYS[1], 'moved', args.moved)
end
call('PEXPIRE', KEYS[1], ${mergeMemoryMs})
return isShared and 'shared' or moved and 'known' or 'new'
`

/** Reads what counts in one quota, as JSON: its state, and the number of the key, time and id of each slot. */
export const readScript: string = `
local state, raw, slots = {}, redis.call('HGETALL', KEYS[1]), {}
for i = 1, #raw, 2 do state[raw[i]] = raw[i + 1] end
for i = 2, 6 do
  local entries = redis.call('ZRANGE', KEYS[i], 0, -1, 'WITHSCORES')
  for j = 1, #entries, 2 do slots[#slots + 1] = { i, entries[j + 1], entries[j] } end
end
return cjson.encode({ state = state, slots = slots })
`

/** The arguments of `addScript`. */
export type AddArgs = {
  /** What `readScript` replied. */
  readonly from: unknown
  /** True when the limits and closures hold for the other quota as well, and not its slots alone. */
  readonly withState: boolean
  readonly expiryMs: number
}

/** Adds what counts in another quota: the stricter limits hold, and the slots of both count. */
export const addScript: string = `
local args, call = cjson.decode(ARGV[1]), redis.call
call('HDEL', KEYS[1], 'moved')
for _, slot in ipairs(args.from.slots) do
  local i = slot[1]
  -- A slot that was released in between is in flight no longer.
  local isReleased = (i == 2 or i == 4) and call('ZSCORE', KEYS[i + 1], slot[3])
  if not isReleased then call('ZADD', KEYS[i], 'NX', slot[2], slot[3]) end
  call('PEXPIRE', KEYS[i], math.ceil(args.expiryMs))
end
if args.withState then
  local function merge(pick, names)
    for _, name in ipairs(names) do
      local other, own = tonumber(args.from.state[name]), tonumber(call('HGET', KEYS[1], name) or nil)
      if other then call('HSET', KEYS[1], name, string.format('%.17g', own and pick(own, other) or other)) end
    end
  end
  merge(math.min, { 'max', 'throttle' })
  merge(math.max, { 'interval', 'closed', 'isDoubted', 'closedUntil', 'bulkClosedUntil', 'pacedUntil', 'growAt' })
  -- A new state has no expiry yet.
  if call('PTTL', KEYS[1]) < 0 then call('PEXPIRE', KEYS[1], ${memoryMs}) end
end
return ''
`
