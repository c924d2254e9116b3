-- Writes a value and reads it.
--
-- KEYS[1]  a key of the node that probes
-- ARGV[1]  the value
-- ARGV[2]  ms after which the key ends
-- Returns  the value that was read

redis.call('HSET', KEYS[1], 'probe', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('HMGET', KEYS[1], 'probe')[1]
