-- Writes the values by which a session is found, if they still follow from its attributes.
--
-- KEYS[1]  the session's hash
-- ARGV[1]  the number of attributes
-- ARGV     then for each of them its field and its value, "": it has none
-- ARGV     then the fields to write, each with its value, "": remove it
-- Returns  1: written, 0: there is no such session, or an attribute has changed

local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local marks = redis.call('HMGET', key, 'created', 'expires')
if not marks[1] or (marks[2] and tonumber(marks[2]) <= now) then
  return 0
end

local first = 2 + 2 * ARGV[1]
for i = 2, first - 1, 2 do
  if (redis.call('HMGET', key, ARGV[i])[1] or '') ~= ARGV[i + 1] then
    return 0
  end
end
for i = first, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', key, ARGV[i])
  else
    redis.call('HSET', key, ARGV[i], ARGV[i + 1])
  end
end
return 1
