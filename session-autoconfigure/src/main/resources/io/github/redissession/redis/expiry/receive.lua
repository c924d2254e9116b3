-- Hands entries of a stream to a consumer of a group: first those that were handed out but
-- not acknowledged for too long, then new ones. Creates the group if it does not exist.
--
-- KEYS[1]  the stream
-- ARGV[1]  the group
-- ARGV[2]  the consumer
-- ARGV[3]  the maximum number of entries
-- ARGV[4]  ms after which an entry that is not acknowledged is handed out again
-- ARGV[5]  ms for which the stream is kept after its last entry
-- Returns  for each entry: its id, how often it has been handed out, the id of the session
--          and the announcement

local key, group, consumer, max = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local answer = {}

local function hand(entry, times)
  local id, announcement = '', ''
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'id' then
      id = entry[2][i + 1]
    elseif entry[2][i] == 'announcement' then
      announcement = entry[2][i + 1]
    end
  end
  for _, part in ipairs({entry[1], tostring(times), id, announcement}) do
    answer[#answer + 1] = part
  end
end

local pending = redis.pcall('XPENDING', key, group, 'IDLE', ARGV[4], '-', '+', max)
if pending.err then
  if not string.find(pending.err, 'NOGROUP', 1, true) then
    return pending
  end
  redis.call('XGROUP', 'CREATE', key, group, '0', 'MKSTREAM')
  redis.call('PEXPIRE', key, ARGV[5])
  pending = {}
end

-- An entry that the stream has trimmed since cannot be handed out again.
for _, one in ipairs(pending) do
  local entry = redis.call('XCLAIM', key, group, consumer, ARGV[4], one[1])[1]
  if type(entry) == 'table' and type(entry[2]) == 'table' then
    hand(entry, one[4] + 1)
  else
    redis.call('XACK', key, group, one[1])
  end
end

if #pending < max then
  local read = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', max - #pending, 'STREAMS', key, '>')
  if read then
    for _, entry in ipairs(read[1][2]) do
      hand(entry, 1)
    end
  end
end

if redis.call('PTTL', key) < ARGV[5] / 2 then
  redis.call('PEXPIRE', key, ARGV[5])
end
return answer
