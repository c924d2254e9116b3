-- Ends leases of claim.lua. A name whose score has changed was added again since then, and
-- stays as it is.
--
-- KEYS[1]  a shard of the expiry index, see put.lua
-- ARGV[1]  ms for which a name stays after its session has ended
-- ARGV     then for each session: its name, the score of its lease, and when the session ends,
--          in ms or "+inf"; "" if it has ended
-- Returns  the number of leases that were ended

local key, settled = KEYS[1], 0
for i = 2, #ARGV, 3 do
  local name, ends = ARGV[i], ARGV[i + 2]
  local score = redis.call('ZSCORE', key, name)
  if score and tonumber(score) == tonumber(ARGV[i + 1]) then
    if ends == '' then
      redis.call('ZREM', key, name)
    else
      redis.call('ZADD', key, ends, name)
    end
    settled = settled + 1
  end
end

local last = tonumber(redis.call('ZREVRANGE', key, '0', '0', 'WITHSCORES')[2])
if last == math.huge then
  redis.call('PERSIST', key)
elseif last then
  redis.call('PEXPIREAT', key, string.format('%.0f', last + ARGV[1]))
end
return settled
