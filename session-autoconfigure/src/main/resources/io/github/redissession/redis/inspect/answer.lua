-- Replies with values that a program in between may change. Leaves no key behind.
--
-- KEYS[1]  a key of the node that probes
-- ARGV[1]  what to reply with: 'number', 'text', 'nothing' or 'list'
-- ARGV[2]  a whole number that a float of 32 bits cannot hold
-- Returns  the number, the number as text, nil, or a list of all of them

local number = tonumber(ARGV[2])
if ARGV[1] == 'number' then
  return number
elseif ARGV[1] == 'text' then
  return string.format('%.0f', number)
elseif ARGV[1] == 'nothing' then
  return false
end
redis.call('HSET', KEYS[1], 'number', string.format('%.0f', number))
local fields = redis.call('HMGET', KEYS[1], 'number', 'nothing')
redis.call('DEL', KEYS[1])
return {number, fields[1], fields[2], string.format('%.0f', number), false, ''}
