-- Reads a part of an index from any position on, whether there is anything at it or not.
--
-- KEYS[1]  the index, see put.lua and put-number.lua
-- ARGV[1]  the lowest score
-- ARGV[2]  the highest score, or "(" and the first one that is too high
-- ARGV[3]  the score behind which the part begins, "": the end of the range
-- ARGV[4]  the name with that score behind which the part begins
-- ARGV[5]  "up", or "down": begins with the highest score
-- ARGV[6]  how many entries at most
-- Returns  for each entry: its name, its score, and the score of the name without its first
--          character, "" if there is none

local key, up, max = KEYS[1], ARGV[5] == 'up', tonumber(ARGV[6])
local first = 0
if ARGV[1] ~= '-inf' then
  first = redis.call('ZCOUNT', key, '-inf', '(' .. ARGV[1])
end
local last = redis.call('ZCOUNT', key, '-inf', ARGV[2]) - 1
if last < first then
  return {}
end

-- The rank that the position has, or would have: for a moment there is something at it.
if ARGV[3] ~= '' then
  local rank
  if tonumber(redis.call('ZSCORE', key, ARGV[4]) or 'nan') == tonumber(ARGV[3]) then
    rank = redis.call('ZRANK', key, ARGV[4])
    first, last = up and math.max(first, rank + 1) or first, up and last or math.min(last, rank - 1)
  else
    local mark = ARGV[4] .. '\0'
    redis.call('ZADD', key, ARGV[3], mark)
    rank = redis.call('ZRANK', key, mark)
    redis.call('ZREM', key, mark)
    first, last = up and math.max(first, rank) or first, up and last or math.min(last, rank - 1)
  end
end

if up then
  last = math.min(last, first + max - 1)
else
  first = math.max(first, last - max + 1)
end
if last < first then
  return {}
end
local entries = redis.call('ZRANGE', key, first, last, 'WITHSCORES')
local answer = {}
local from, to, step = 1, #entries - 1, 2
if not up then
  from, to, step = #entries - 1, 1, -2
end
for i = from, to, step do
  answer[#answer + 1] = entries[i]
  answer[#answer + 1] = entries[i + 1]
  answer[#answer + 1] = redis.call('ZSCORE', key, string.sub(entries[i], 2)) or ''
end
return answer
