-- Forgets sessions in an index, see put.lua.
--
-- KEYS[1]  the index
-- ARGV     for each: the session's name; and the score it must still have, or "unless-due":
--          it stays if its time is up, because then its end is announced from here, and no
--          name has a place there. Otherwise who has just got a place by admit.lua stays,
--          too: its session is about to be stored
-- Returns  how many were forgotten

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
