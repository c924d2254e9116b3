-- Decides whether a user may have one more session, and which other ones must end for it.
--
-- Every session that counts has a place: "+" and its name, scored by the time of the login in
-- us minus PLACE_OFFSET, which is below zero. A session that must end loses its place at once,
-- so simultaneous logins never exceed the limit; its name stays in the index until it has
-- ended.
--
-- KEYS[1]  the user's index, see put.lua
-- ARGV[1]  "reject", "evict-oldest" or "evict-least-used"
-- ARGV[2]  the number of sessions that the user may have
-- ARGV[3]  the name of the new session
-- ARGV[4]  ms for which the place is reserved until the session is stored; put.lua prolongs it
-- ARGV[5]  the session's previous name, whose place it inherits, or ""
-- ARGV[6]  and more: names without a session; they lose their place unless they got it less
--          than a reservation ago, because their session may be about to be stored
-- Returns  "admitted" and the names of the sessions that must end, or "refused" and the names
--          of those that count

-- Constants in capitals are those of Java; ScriptConstantsTests compares them.
local PLACE_OFFSET, MARK_MILLIS = 8e15, 10000

local key, name, max = KEYS[1], ARGV[3], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

local function place(one, order)
  redis.call('ZADD', key, order, '+' .. one)
end

local function enter(order)
  place(name, order)
  local ends = math.max(now + ARGV[4], tonumber(redis.call('ZSCORE', key, name) or '0'))
  redis.call('ZADD', key, ends == math.huge and '+inf' or whole(ends), name)
  local last = tonumber(redis.call('ZREVRANGE', key, '0', '0', 'WITHSCORES')[2])
  if last == math.huge then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, whole(last))
  end
end

local own = redis.call('ZSCORE', key, '+' .. name) or (ARGV[5] ~= '' and redis.call('ZSCORE', key, '+' .. ARGV[5]))
redis.call('ZREM', key, '+' .. name, '+' .. ARGV[5])

for i = 6, #ARGV do
  local since = redis.call('ZSCORE', key, '+' .. ARGV[i])
  if since and now * 1000 - (since + PLACE_OFFSET) > ARGV[4] * 1000 then
    redis.call('ZREM', key, ARGV[i], '+' .. ARGV[i])
  end
end

-- Sessions without a place count as the oldest: they began before there was a limit, or were
-- to end for a login that failed. The old name of a session whose id is being changed ends
-- within the lifetime of a mark here, see put.lua, and does not count.
local without = {}
for i, one in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. whole(now + MARK_MILLIS), '+inf')) do
  if one ~= name and one ~= ARGV[5] and not redis.call('ZSCORE', key, '+' .. one) then
    place(one, whole(i - PLACE_OFFSET - 5e14))
    without[one] = true
  end
end

local live, ends = {}, {}
for _, place_name in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', '(0')) do
  local one = string.sub(place_name, 2)
  local score = tonumber(redis.call('ZSCORE', key, one) or '0')
  if score < now then
    redis.call('ZREM', key, place_name)
  else
    live[#live + 1] = one
    ends[one] = score
  end
end

local surplus = #live + 1 - max
if ARGV[1] == 'reject' then
  if surplus > 0 and not own then
    table.insert(live, 1, 'refused')
    return live
  end
  surplus = 0
end
if ARGV[1] == 'evict-least-used' then
  table.sort(live, function(a, b)
    if without[a] ~= without[b] then
      return without[a]
    elseif ends[a] ~= ends[b] then
      return ends[a] < ends[b]
    end
    return a < b
  end)
end
local answer = {'admitted'}
for i = 1, math.min(surplus, #live) do
  redis.call('ZREM', key, '+' .. live[i])
  answer[#answer + 1] = live[i]
end
enter(own or whole(time[1] * 1000000 + time[2] - PLACE_OFFSET))
return answer
