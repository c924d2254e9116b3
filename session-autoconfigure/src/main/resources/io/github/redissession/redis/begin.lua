-- Says whether an expired session is still to be handled. There may be two entries for one
-- session, and two nodes may have them at the same time.
--
-- KEYS[1]  the mark of the session
-- ARGV[1]  the entry that is to be handled
-- ARGV[2]  ms for which nobody else handles the session
-- Returns  "go"; "busy": another entry is being handled; "done": it has been handled

local mark = redis.call('GET', KEYS[1])
if mark == 'done' then
  return mark
end
if mark and mark ~= ARGV[1] then
  return 'busy'
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'go'
