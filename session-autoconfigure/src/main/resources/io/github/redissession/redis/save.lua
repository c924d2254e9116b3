-- Applies what one request changed in a session, as a whole or not at all.
--
-- KEYS[1]  the session's hash
-- ARGV[1]  "create", or "update": then nothing happens unless the hash is there
-- ARGV[2]  ms since the session began; used if the hash does not say when that was
-- ARGV[3]  ms since the session was accessed, -1: record no access, prolong nothing
-- ARGV[4]  idle timeout of this session alone in ms, 0: has none, "": unchanged
-- ARGV[5]  idle timeout by policy in ms, 0: none
-- ARGV[6]  maximum lifetime in ms, 0: none
-- ARGV[7]  touch interval in ms
-- ARGV[8]  1: compute anew when the session ends, 0: it may only end later than before
-- ARGV[9]  1: a user has logged in or out, the longest gap starts anew
-- ARGV[10] number n of fields to remove; their names follow, then names and values to set
-- Returns  1: saved, 0: there is no such session

local key = KEYS[1]
if ARGV[1] == 'update' and redis.call('EXISTS', key) == 0 then
  return 0
end

local function whole(number)
  return string.format('%.0f', number)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local first = 11 + ARGV[10]
for i = 11, first - 1, 1000 do
  redis.call('HDEL', key, unpack(ARGV, i, math.min(i + 999, first - 1)))
end
for i = first, #ARGV, 1000 do
  redis.call('HSET', key, unpack(ARGV, i, math.min(i + 999, #ARGV)))
end

local stored = redis.call('HMGET', key, 'created', 'accessed', 'idle', 'deadline', 'expires', 'gap')
local set = {}
local function put(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end

local created = tonumber(stored[1])
if not created then
  created = now - ARGV[2]
  put('v', '1')
  put('created', whole(created))
end

-- The last access never goes backwards. The longest time between two of them is kept.
local before, accessed = tonumber(stored[2]), tonumber(stored[2]) or created
if tonumber(ARGV[3]) >= 0 then
  accessed = math.max(accessed, now - ARGV[3])
end
if accessed ~= before then
  put('accessed', whole(accessed))
end
if ARGV[9] == '1' then
  redis.call('HDEL', key, 'gap')
elseif before and accessed - before > (tonumber(stored[6]) or 0) then
  put('gap', whole(accessed - before))
end

local idle = tonumber(stored[3]) or tonumber(ARGV[5])
if ARGV[4] ~= '' then
  idle = tonumber(ARGV[4])
  put('idle', ARGV[4])
end

local deadline = tonumber(stored[4])
local lifetime = tonumber(ARGV[6])
if lifetime > 0 and (not deadline or created + lifetime < deadline) then
  deadline = created + lifetime
  put('deadline', whole(deadline))
end

-- Accesses within the touch interval are not recorded, so the TTL is longer by that: the
-- session ends at the latest one interval late and never early.
local expires
if idle > 0 then
  expires = accessed + idle + math.min(tonumber(ARGV[7]), math.floor(idle / 2))
  if ARGV[8] == '0' and stored[5] then
    expires = math.max(expires, tonumber(stored[5]))
  end
end
if deadline and (not expires or deadline < expires) then
  expires = deadline
end

if expires then
  put('expires', whole(expires))
end
if #set > 0 then
  redis.call('HSET', key, unpack(set))
end
if expires then
  redis.call('PEXPIREAT', key, whole(expires))
else
  redis.call('HDEL', key, 'expires')
  redis.call('PERSIST', key)
end
return 1
