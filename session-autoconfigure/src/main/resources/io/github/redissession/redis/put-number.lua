-- Adds a session to an index of numbers, which lists sessions by the number that they have.
--
-- KEYS[1]  the index: a session's id, a space and its number, scored by the number
-- ARGV[1]  "add"; "refresh": only if the name is in the index
-- ARGV[2]  the session's name
-- ARGV[3]  the number
-- ARGV[4]  ms for which the index is kept at least
-- Returns  1: the name is in the index, 0: it is not, and was to be refreshed

local key = KEYS[1]
if ARGV[1] == 'add' then
  redis.call('ZADD', key, ARGV[3], ARGV[2])
elseif not redis.call('ZSCORE', key, ARGV[2]) then
  return 0
end
if redis.call('PTTL', key) < tonumber(ARGV[4]) then
  redis.call('PEXPIRE', key, ARGV[4])
end
return 1
