-- Takes a session out: whoever calls this first has it, everybody else finds nothing.
--
-- KEYS[1]  the session's hash
-- ARGV[1]  "end", or "move": then it fails, and takes nothing, if Redis is out of memory
--          and would refuse to store the session again
-- Returns  the server's time in ms, then the names and values of all fields; nothing if
--          there is no such session

local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then
  return fields
end
if ARGV[1] == 'move' then
  redis.call('HSET', KEYS[1], 'v', '1')
end
redis.call('UNLINK', KEYS[1])
local time = redis.call('TIME')
table.insert(fields, 1, string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
return fields
