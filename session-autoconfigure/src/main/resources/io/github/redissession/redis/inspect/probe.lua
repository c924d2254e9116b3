-- Writes something, and reads it.
--
-- KEYS[1]  a key of the node that asks
-- ARGV[1]  what to write
-- ARGV[2]  ms after which the key ends
-- Returns  what was read

redis.call('HSET', KEYS[1], 'probe', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('HMGET', KEYS[1], 'probe')[1]
