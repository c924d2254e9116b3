-- Leases sessions that are due according to the expiry index, so that one node at a time
-- handles them. If that node dies, they are due again when the lease ends.
--
-- KEYS[1]  a shard of the expiry index, see put.lua
-- ARGV[1]  the maximum number of sessions
-- ARGV[2]  ms for which they are leased
-- ARGV[3]  ms for which a name stays after its session has ended
-- Returns  for each session: its name, its new score, and for how many ms it was overdue

local key = KEYS[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

local due = redis.call('ZRANGEBYSCORE', key, '0', whole(now), 'WITHSCORES', 'LIMIT', '0', ARGV[1])
if #due == 0 then
  return {}
end
local lease = whole(now + ARGV[2])
local answer = {}
for i = 1, #due, 2 do
  redis.call('ZADD', key, lease, due[i])
  answer[#answer + 1] = due[i]
  answer[#answer + 1] = lease
  answer[#answer + 1] = whole(now - due[i + 1])
end

local last = tonumber(redis.call('ZREVRANGE', key, '0', '0', 'WITHSCORES')[2])
if last ~= math.huge then
  redis.call('PEXPIREAT', key, whole(last + ARGV[3]))
end
return answer
