-- Counts the sessions of an index that lists them by their end.
--
-- KEYS[1]  the index, see put.lua
-- ARGV[1]  ms for which it may list a session beyond its end
-- ARGV[2]  1: a session may also outlive its score
-- Returns  the number of sessions that have certainly not ended, the number of those that may
--          have ended, and the lowest and the highest score of the latter

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

local from, to = whole(ARGV[2] == '1' and 0 or now), whole(now + ARGV[1])
local certain = redis.call('ZCOUNT', KEYS[1], '(' .. to, '+inf')
local uncertain = redis.call('ZCOUNT', KEYS[1], from, to)
return {tostring(certain), tostring(uncertain), from, to}
