-- Returns the secret of a takeover, which all instances share, and keeps it.
--
-- KEYS[1]  the secret
-- ARGV[1]  becomes the secret if there is none
-- ARGV[2]  ms for which it is kept from now on
-- Returns  an array with the secret

redis.call('SET', KEYS[1], ARGV[1], 'NX')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('GET', KEYS[1])}
