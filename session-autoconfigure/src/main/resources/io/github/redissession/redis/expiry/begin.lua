-- Says whether an expired session is still to be handled. There may be two entries for one
-- session, and two nodes may have the same entry if it was handed out again while it waited
-- at a slow node.
--
-- KEYS[1]  the mark of the session
-- ARGV[1]  the entry to be handled
-- ARGV[2]  how often the entry was handed out
-- ARGV[3]  ms for which no other entry of the session is handled
-- Returns  "go"; "busy": another consumer handles the session; "done": it has been handled

local mark = redis.call('GET', KEYS[1])
if mark == 'done' then
  return mark
end
if mark then
  local entry, attempt = string.match(mark, '^(%S+) (%d+)$')
  if entry ~= ARGV[1] or tonumber(attempt) >= tonumber(ARGV[2]) then
    return 'busy'
  end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return 'go'
