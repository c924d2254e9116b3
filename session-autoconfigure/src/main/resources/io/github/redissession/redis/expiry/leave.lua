-- Removes a consumer from its group, and other consumers that have been idle for long. A
-- consumer with pending entries stays until another one has received them.
--
-- KEYS[1]  the stream
-- ARGV[1]  the group
-- ARGV[2]  the consumer
-- ARGV[3]  ms of idleness after which other consumers are removed
-- Returns  the number of removed consumers

local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])
if consumers.err then
  return 0
end
local removed = 0
for _, one in ipairs(consumers) do
  local consumer = {}
  for i = 1, #one, 2 do
    consumer[one[i]] = one[i + 1]
  end
  if consumer.pending == 0 and (consumer.name == ARGV[2] or consumer.idle > tonumber(ARGV[3])) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    removed = removed + 1
  end
end
return removed
