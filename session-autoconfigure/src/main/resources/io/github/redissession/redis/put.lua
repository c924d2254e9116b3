-- Adds a session to an index that lists sessions by their end, or updates its end there.
--
-- An index is a sorted set: a session's name is scored by its end, in ms or +inf. If the index
-- has a limit there is also "+" and the name, scored below zero in the order of the logins, see
-- admit.lua. If it lists the sessions with one value, "+" and the name is scored by the
-- session's beginning in ms minus BEGINNING_OFFSET. The encoding is explained in IndexEntries.
--
-- KEYS[1]  the index
-- ARGV[1]  "add"; "confirm": it was added a moment ago; "refresh": only if it is in the index
-- ARGV[2]  the session's name
-- ARGV[3]  ms until the session ends, "": never
-- ARGV[4]  ms for which a name stays after its session has ended
-- ARGV[5]  the session's previous name, whose place in the order it inherits, or ""; that name
--          stays for the lifetime of a mark, unless it is added again
-- ARGV[6]  1: the end may become earlier, as in the expiry index; 0: it may only become later,
--          as where a name must not be dropped too early; a score: it may become earlier if the
--          name still has this score
-- ARGV[7]  only if the index lists the sessions with one value: the session's beginning in ms,
--          or its age in ms as a negative number
-- Returns  1: the name is in the index, 0: it is not, and was to be refreshed, 2: it is in the
--          index with a later end, because its score is not the one in ARGV[6]

-- Constants in capitals are those of Java; ScriptConstantsTests compares them.
local BEGINNING_OFFSET, MARK_MILLIS = 9e15, 10000

local key, name, keep = KEYS[1], ARGV[2], tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

local function text(score)
  return score == math.huge and '+inf' or whole(score)
end

local ends, earlier = (ARGV[3] == '') and math.huge or now + ARGV[3], ARGV[6] == '1'

-- What is added always gets another score, so that a reader which saw the old one and found no
-- session does not drop it. Where an end must not become earlier, the higher score wins.
local function later(score)
  return (ends == score or not earlier) and math.max(ends, score + 1) or ends
end

-- The index already has a sufficient TTL, which ends at least a minute after this name; the
-- name only needs another score.
if ARGV[1] == 'confirm' and ARGV[5] == '' then
  local score = tonumber(redis.call('ZSCORE', key, name) or nil)
  if score and math.abs(ends - score) < 10 * 1000 then
    redis.call('ZADD', key, text(later(score)), name)
    return 1
  end
end

-- Returns the score of the name if it is the highest, the highest score of the other names,
-- and whether there are more.
local function highest()
  local top = redis.call('ZREVRANGE', key, '0', '1', 'WITHSCORES')
  if top[1] == name then
    return tonumber(top[2]), tonumber(top[4]), false
  end
  return nil, tonumber(top[2]), top[3]
end

local score, rest, more = highest()
local added = more and ARGV[1] ~= 'refresh' and redis.call('ZADD', key, 'NX', text(ends), name) == 1
if more and not added then
  score = tonumber(redis.call('ZSCORE', key, name) or nil)
end
if not score and ARGV[1] == 'refresh' then
  return 0
end

-- Names that are not sessions are scored below zero.
if rest and rest >= 0 then
  local dead = redis.call('ZRANGEBYSCORE', key, '0', whole(now - keep), 'LIMIT', '0', '100')
  for _, one in ipairs(dead) do
    redis.call('ZREM', key, one, '+' .. one)
  end
end

local order = ARGV[5] ~= '' and redis.call('ZSCORE', key, '+' .. ARGV[5])
if order then
  redis.call('ZADD', key, order, '+' .. name)
  redis.call('ZREM', key, '+' .. ARGV[5])
  if tonumber(redis.call('ZSCORE', key, ARGV[5]) or '0') > now + MARK_MILLIS then
    redis.call('ZADD', key, whole(now + MARK_MILLIS), ARGV[5])
  end
  local _
  _, rest = highest()
end

if ARGV[7] and not order and not redis.call('ZSCORE', key, '+' .. name) then
  local began = tonumber(ARGV[7])
  redis.call('ZADD', key, whole((began > 0 and began or now + began) - BEGINNING_OFFSET), '+' .. name)
end

earlier = earlier or (score and score == tonumber(ARGV[6]))
local isLonger = score and ends < score and not earlier and ARGV[6] ~= '0'
if score and ARGV[1] ~= 'refresh' then
  ends = later(score)
end
if score and ends <= score and not earlier then
  ends = score
elseif not added then
  redis.call('ZADD', key, text(ends), name)
end

local last = math.max(ends, rest or 0)
if last == math.huge then
  redis.call('PERSIST', key)
else
  redis.call('PEXPIREAT', key, whole(last + keep))
end
return isLonger and 2 or 1
