-- KEYS: leases, due. ARGV: the most that are looked at. Forgets the leases that ended long ago; answers how many were looked at, and those that have run out, each followed by what it holds.
local at = now()
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text(at), 'LIMIT', '0', ARGV[1])
local answer = { 'due', text(at), text(#ids) }
if #ids > 0 then
  local held = redis.call('HMGET', KEYS[1], unpack(ids))
  local over = {}
  for i, id in ipairs(ids) do
    if held[i] and string.sub(held[i], 1, 1) ~= 'E' then
      answer[#answer + 1] = id
      answer[#answer + 1] = held[i]
    else
      over[#over + 1] = id
    end
  end
  if #over > 0 then
    redis.call('HDEL', KEYS[1], unpack(over))
    redis.call('ZREM', KEYS[2], unpack(over))
  end
end
return answer
