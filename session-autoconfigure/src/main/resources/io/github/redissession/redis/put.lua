-- Puts a session into an index, which lists sessions by the time at which they end.
--
-- An index is a sorted set: a session's name scored by when it ends, in ms or +inf. If the
-- index has a limit there is also "+" and the name, scored below zero in the order of the
-- logins; see admit.lua. If it lists the sessions with one value, "+" and the name is scored
-- by when the session began in ms, minus 9e15.
--
-- KEYS[1]  the index
-- ARGV[1]  "add", or "refresh": then only if it is there
-- ARGV[2]  the session's name
-- ARGV[3]  ms until the session ends, "": never
-- ARGV[4]  ms for which a name stays after its session has ended
-- ARGV[5]  the name the session had before, whose place in the order it gets, or ""; that
--          name stays for ten seconds, unless it is put there again
-- ARGV[6]  1: the end may come nearer, as where sessions are looked for when they end; 0: it
--          may only go away, as where a name must not be forgotten too early
-- ARGV[7]  when the session began in ms, or how long ago as a number below zero, if the index
--          lists the sessions with one value
-- Returns  1: it is there, 0: it was to be refreshed and is not there

local key, name, keep = KEYS[1], ARGV[2], tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

local score = tonumber(redis.call('ZSCORE', key, name) or nil)
if not score and ARGV[1] == 'refresh' then
  return 0
end

local dead = redis.call('ZRANGEBYSCORE', key, '0', whole(now - keep), 'LIMIT', '0', '100')
for _, one in ipairs(dead) do
  redis.call('ZREM', key, one, '+' .. one)
end

local order = ARGV[5] ~= '' and redis.call('ZSCORE', key, '+' .. ARGV[5])
if order then
  redis.call('ZADD', key, order, '+' .. name)
  redis.call('ZREM', key, '+' .. ARGV[5])
  if tonumber(redis.call('ZSCORE', key, ARGV[5]) or '0') > now + 10000 then
    redis.call('ZADD', key, whole(now + 10000), ARGV[5])
  end
end

if ARGV[7] and not order and not redis.call('ZSCORE', key, '+' .. name) then
  local began = tonumber(ARGV[7])
  redis.call('ZADD', key, whole((began > 0 and began or now + began) - 9e15), '+' .. name)
end

-- What is added gets another score in any case, so that nobody drops it who saw it before
-- and did not find its session then. Where a name may not lose time, its session decides.
local ends, nearer = (ARGV[3] == '') and math.huge or now + ARGV[3], ARGV[6] == '1'
if score and ARGV[1] == 'add' and (ends == score or not nearer) then
  ends = math.max(ends, score + 1)
end
if not score or ends > score or nearer then
  redis.call('ZADD', key, ends == math.huge and '+inf' or whole(ends), name)
end

local last = tonumber(redis.call('ZREVRANGE', key, '0', '0', 'WITHSCORES')[2])
if last == math.huge then
  redis.call('PERSIST', key)
else
  redis.call('PEXPIREAT', key, whole(last + keep))
end
return 1
