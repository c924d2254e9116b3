-- Applies the changes of one request to a session, all of them or none.
--
-- KEYS[1]  the session's hash
-- ARGV[1]  "create"; "adopt": creates a session that must not exist yet; "update": does nothing
--          unless the session exists; "move": stores a taken session under its new id; "restore":
--          stores it under its old id again
-- ARGV[2]  "adopt": the time in ms up to which the session may begin; "move": ms since the session
--          was taken; "restore": the id to which it was to move
-- ARGV[3]  ms since the session began; used if the hash does not contain that time
-- ARGV[4]  ms since the session was accessed, -1: record no access, prolong nothing
-- ARGV[5]  this session's own idle timeout in ms, 0: none, "": unchanged
-- ARGV[6]  the policy's idle timeout in ms, 0: none
-- ARGV[7]  maximum lifetime in ms, 0: none
-- ARGV[8]  touch interval in ms
-- ARGV[9]  1: compute the session's end anew, 0: it may only become later
-- ARGV[10] 1: a user has logged in or out, so the longest gap starts anew
-- ARGV[11] ms for which an ended session stays readable for recipients of an announcement
-- ARGV[12] ms for which the marks of take.lua stay
-- ARGV[13] the channel on which a new session, or the end of a moving one, is announced, "": none
-- ARGV[14] the announcement without the fields
-- ARGV[15] the number n of fields to remove
-- ARGV[16] the number m of fields that must have the expected value, or the one to be written
-- Then     n names; m names, each with the SHA-1 of the expected value, or "" for none; names
--          and values to set
-- Returns  "1": saved, then for "update" every written field that begins with idx: or is the
--          principal, with its previous value, "" if there was none; "0": there is no such
--          session any more; "2": a field does not have the expected value, or the session of
--          "adopt" exists or begins too late

local key, action = KEYS[1], ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number)
  return string.format('%.0f', number)
end

-- Publishes every field, preceded by its length in bytes. A user who may write sessions but not
-- publish can store the session nevertheless.
local function announce(fields, from)
  if ARGV[13] ~= '' then
    local parts, last = {ARGV[14], #whole(now) .. ':' .. whole(now)}, 2
    for i = from, #fields do
      parts[last + 1], parts[last + 2] = string.format('%d:', #fields[i]), fields[i]
      last = last + 2
    end
    redis.pcall('PUBLISH', ARGV[13], table.concat(parts))
  end
end

local expected = 17 + ARGV[15]
local first = expected + 2 * ARGV[16]
local found = redis.call('HMGET', key, 'ended', 'moved', 'created', 'accessed', 'idle', 'deadline',
  'expires', 'gap', 'grace')
local stored = {created = found[3], accessed = found[4], idle = found[5], deadline = found[6],
  expires = found[7], gap = found[8], grace = found[9]}
if action == 'update' then
  if not stored.created or (stored.expires and tonumber(stored.expires) <= now) then
    return {'0'}
  end
elseif found[1] or (action == 'move' and tonumber(ARGV[2]) > tonumber(ARGV[12])) then
  if action == 'move' then
    announce(ARGV, first)
  end
  return {'0'}
elseif action == 'restore' and found[2] ~= ARGV[2] then
  return {'0'}
elseif action == 'adopt' and stored.created then
  return {(stored.expires and tonumber(stored.expires) <= now) and '0' or '2'}
elseif action == 'adopt' and (found[2] or now > tonumber(ARGV[2])) then
  return {found[2] and '0' or '2'}
elseif found[2] then
  redis.call('DEL', key)
  stored = {}
end
local isNew = not stored.created

if expected < first then
  local becomes = {}
  for i = 17, expected - 1 do
    becomes[ARGV[i]] = false
  end
  for i = first, #ARGV, 2 do
    becomes[ARGV[i]] = ARGV[i + 1]
  end
  for i = expected, first - 1, 2 do
    local name = ARGV[i]
    local value = redis.call('HMGET', key, name)[1]
    if (value and redis.sha1hex(value) or '') ~= ARGV[i + 1] and value ~= becomes[name] then
      return {'2'}
    end
  end
end

-- The caller has updated the indexes according to the values it knew; it compares them with
-- these.
local answer = {'1'}
local function note(from, to, step)
  for i = from, to, step do
    if string.sub(ARGV[i], 1, 4) == 'idx:' or ARGV[i] == 'principal' then
      answer[#answer + 1] = ARGV[i]
      answer[#answer + 1] = redis.call('HMGET', key, ARGV[i])[1] or ''
    end
  end
end
if action == 'update' then
  note(17, expected - 1, 1)
  note(first, #ARGV, 2)
end

for i = 17, expected - 1, 1000 do
  redis.call('HDEL', key, unpack(ARGV, i, math.min(i + 999, expected - 1)))
end

-- A session that was taken keeps its times.
local set = {}
local function put(field, value)
  local last = #set
  set[last + 1], set[last + 2] = field, value
end
for i = first, #ARGV, 2 do
  put(ARGV[i], ARGV[i + 1])
  if action ~= 'update' then
    stored[ARGV[i]] = ARGV[i + 1]
  end
end

local created = tonumber(stored.created or nil)
if not created then
  created = now - ARGV[3]
  put('v', '1')
  put('created', whole(created))
end

-- The last access never goes backwards. The longest time between two accesses is recorded.
local before = tonumber(stored.accessed or nil)
local accessed = before or created
if tonumber(ARGV[4]) >= 0 then
  accessed = math.max(accessed, now - ARGV[4])
end
if accessed ~= before then
  put('accessed', whole(accessed))
end
local forgetsGap = ARGV[10] == '1' and stored.gap
if ARGV[10] == '0' and before and accessed - before > tonumber(stored.gap or '0') then
  put('gap', whole(accessed - before))
end

local idle = tonumber(stored.idle or ARGV[6])
if ARGV[5] ~= '' then
  idle = tonumber(ARGV[5])
  put('idle', ARGV[5])
end

local deadline = tonumber(stored.deadline or nil)
local lifetime = tonumber(ARGV[7])
if lifetime > 0 and (not deadline or created + lifetime < deadline) then
  deadline = created + lifetime
  put('deadline', whole(deadline))
end

-- Accesses within the touch interval are not recorded, so the TTL is longer by one interval: the
-- session ends at most one interval late, and never early.
local expires
if idle > 0 then
  expires = accessed + idle + math.min(tonumber(ARGV[8]), math.floor(idle / 2))
  if ARGV[9] == '0' and stored.expires then
    expires = math.max(expires, tonumber(stored.expires))
  end
end
if deadline and (not expires or deadline < expires) then
  expires = deadline
end

if expires then
  put('expires', whole(expires))
  if ARGV[11] ~= (stored.grace or '0') then
    put('grace', ARGV[11])
  end
end
for i = 1, #set, 1000 do
  redis.call('HSET', key, unpack(set, i, math.min(i + 999, #set)))
end
if forgetsGap then
  redis.call('HDEL', key, 'gap')
end
if expires then
  redis.call('PEXPIREAT', key, whole(expires + ARGV[11]))
else
  redis.call('HDEL', key, 'expires', 'grace')
  redis.call('PERSIST', key)
end

if action == 'create' or action == 'adopt' then
  announce(isNew and set or redis.call('HGETALL', key), 1)
end
return answer
