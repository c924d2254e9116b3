-- Removes sessions from an index, see put.lua, unless they have been added again.
--
-- A name that got its place from admit.lua less than a reservation ago stays: its session is
-- about to be stored.
--
-- KEYS[1]  the index
-- ARGV     for each: the session's name; and the score that it must still have, or
--          "unless-due", for the expiry index, in which no name has a place: it stays if its
--          time has come, because its end is announced from there
-- Returns  the number of sessions that were removed

-- Constants in capitals are those of Java; ScriptConstantsTests compares them.
local PLACE_OFFSET, RESERVATION_MICROS = 8e15, 6e7

local key, forgotten = KEYS[1], 0
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 1, #ARGV, 2 do
  local score = redis.call('ZSCORE', key, ARGV[i])
  if score and ARGV[i + 1] ~= 'unless-due' then
    local place = tonumber(redis.call('ZSCORE', key, '+' .. ARGV[i]) or nil)
    if place and now * 1000 - (place + PLACE_OFFSET) < RESERVATION_MICROS then
      score = nil
    end
  end
  if score == ARGV[i + 1] or (score and ARGV[i + 1] == 'unless-due' and tonumber(score) > now) then
    redis.call('ZREM', key, ARGV[i], '+' .. ARGV[i])
    forgotten = forgotten + 1
  end
end
return forgotten
