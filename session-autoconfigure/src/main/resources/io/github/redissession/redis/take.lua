-- Takes a session: the first caller gets it, and later ones find nothing.
--
-- A mark stays for a while in place of a session whose id was changed, and where a session was
-- to end before it was stored. So an end always wins over a change of id that is under way, and
-- over a login whose session is not stored yet. The fields of a session that moves stay in the
-- mark, so that it can be taken again for the same id if the reply was lost. See IdChange. A session
-- that was taken over from another store leaves a mark for as long as that store may have it still.
--
-- KEYS[1]  the session's hash
-- ARGV[1]  "end"; "move": fails, and takes nothing, if Redis is out of memory and would reject
--          storing the session again; "expire": takes the session only if its time has come
-- ARGV[2]  "move": the new id
-- ARGV[3]  ms for which a mark stays
-- ARGV[4]  the channel on which the end is announced, "": none
-- ARGV[5]  the announcement without the fields
-- Returns  the server's time in ms, then names and values of fields: those of the session, or
--          "moved" and the new id if it has one, or "expires" if it was not taken because of
--          that; an empty array if there is no such session

local key, purpose = KEYS[1], ARGV[1]
local fields = redis.call('HGETALL', key)
local session = {}
for i = 1, #fields, 2 do
  session[fields[i]] = fields[i + 1]
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function reply(answer)
  table.insert(answer, 1, string.format('%.0f', now))
  return answer
end

if not session.created then
  if purpose == 'end' then
    -- The session ends even if there is no memory for a mark.
    redis.pcall('HSET', key, 'ended', '1')
    if redis.call('PTTL', key) < tonumber(ARGV[3]) then
      redis.call('PEXPIRE', key, ARGV[3])
    end
  elseif purpose == 'move' and session.moved == ARGV[2] and session.was and not session.ended then
    local again = {'created', session.was}
    for i = 1, #fields, 2 do
      if fields[i] ~= 'was' and fields[i] ~= 'moved' then
        again[#again + 1] = fields[i]
        again[#again + 1] = fields[i + 1]
      end
    end
    return reply(again)
  end
  return session.moved and reply({'moved', session.moved}) or {}
end
local over = session.expires and tonumber(session.expires) <= now
if purpose == 'expire' then
  if not over then
    return reply(session.expires and {'expires', session.expires} or {})
  end
elseif over then
  return {}
end

if purpose == 'move' then
  redis.call('HSET', key, 'was', session.created, 'moved', ARGV[2])
  redis.call('HDEL', key, 'created')
  redis.call('PEXPIRE', key, ARGV[3])
  return reply(fields)
end
redis.call('UNLINK', key)
if session.adopted and tonumber(session.adopted) > now then
  redis.pcall('HSET', key, 'ended', '1')
  redis.call('PEXPIREAT', key, session.adopted)
end
if ARGV[4] ~= '' then
  local at = string.format('%.0f', now)
  local parts, last = {ARGV[5], #at .. ':' .. at}, 2
  for _, one in ipairs(fields) do
    parts[last + 1], parts[last + 2] = string.format('%d:', #one), one
    last = last + 2
  end
  redis.pcall('PUBLISH', ARGV[4], table.concat(parts))
end
return reply(fields)
