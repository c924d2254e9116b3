-- Records that an application uses the namespace, and returns which applications do.
--
-- KEYS[1]  the sorted set of applications, scored by the time until which they are known
-- ARGV[1]  the name of the application, empty if it has none
-- ARGV[2]  ms for which the application is known
-- Returns  the names of all known applications

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
	redis.call('ZREM', KEYS[1], gone)
end
if ARGV[1] ~= '' then
	redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
	redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '+inf')
