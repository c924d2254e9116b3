-- Reads a page of an index from any position, whether or not an entry has that position.
--
-- KEYS[1]  the index, see put.lua and put-number.lua
-- ARGV[1]  the lowest score
-- ARGV[2]  the highest score, or "(" and the lowest score that is too high
-- ARGV[3]  the score of the position after which the page begins, "": the whole range
-- ARGV[4]  the name at that position
-- ARGV[5]  "up"; "down": the highest score comes first
-- ARGV[6]  the maximum number of entries
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

-- Redis compares names by their bytes; Lua's comparison depends on the locale.
local function isBefore(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then
      return a < b
    end
  end
  return #one < #other
end

-- The number of entries before a position that no entry has. A binary search finds it without
-- writing, because a server without memory rejects writes.
local function rankOf(score, name)
  local low = redis.call('ZCOUNT', key, '-inf', '(' .. score)
  local high = redis.call('ZCOUNT', key, '-inf', score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if isBefore(redis.call('ZRANGE', key, middle, middle)[1], name) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

if ARGV[3] ~= '' then
  local isThere = tonumber(redis.call('ZSCORE', key, ARGV[4]) or 'nan') == tonumber(ARGV[3])
  local rank = isThere and redis.call('ZRANK', key, ARGV[4]) or rankOf(ARGV[3], ARGV[4])
  if up then
    first = math.max(first, isThere and rank + 1 or rank)
  else
    last = math.min(last, rank - 1)
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
