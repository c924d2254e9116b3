-- Appends an expired session to a stream.
--
-- KEYS[1]  the stream
-- ARGV[1]  about how many entries the stream keeps
-- ARGV[2]  ms for which the stream is kept after its last entry
-- ARGV[3]  the id of the session
-- ARGV[4]  the announcement
-- Returns  the id of the entry

local entry = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'id', ARGV[3], 'announcement', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return entry
