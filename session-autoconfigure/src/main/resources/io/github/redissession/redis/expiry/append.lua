-- Appends a session to a stream.
--
-- KEYS[1]  the stream
-- ARGV[1]  how many entries are kept, about
-- ARGV[2]  ms for which the stream is kept after its last entry
-- ARGV[3]  the session's id
-- ARGV[4]  the announcement
-- Returns  the entry's id

local entry = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'id', ARGV[3], 'announcement', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return entry
