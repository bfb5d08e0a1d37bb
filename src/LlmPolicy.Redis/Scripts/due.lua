-- KEYS: leases, due. Up to 100 leases that have run out, each followed by what it holds.
local at = now()
local answer = { 'due', text(at) }
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text(at), 'LIMIT', '0', '100')) do
  answer[#answer + 1] = id
  answer[#answer + 1] = redis.call('HGET', KEYS[1], id) or ''
end
return answer
