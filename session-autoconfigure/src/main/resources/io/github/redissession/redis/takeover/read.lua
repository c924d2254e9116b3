-- Reads the hash of a session of Spring Session. A late write to a session that has ended leaves
-- a hash without a time to live: it gets one.
--
-- KEYS[1]  the hash
-- ARGV[1]  ms that it lives from now on if it has no time to live
-- Returns  the server's time in ms, the time to live in ms, then names and values of fields; an
--          empty array if there is no such key

local fields = redis.call('HGETALL', KEYS[1])
if #fields == 0 then
  return {}
end
local ttl = redis.call('PTTL', KEYS[1])
if ttl < 0 then
  ttl = tonumber(ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = {string.format('%.0f', now), string.format('%.0f', ttl)}
for i = 1, #fields do
  reply[i + 2] = fields[i]
end
return reply
