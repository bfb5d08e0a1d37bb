-- KEYS: a counter. ARGV: start, end, first, last.
local at = now()
local now_in = window(at, 1)
if not now_in then
  return { 'clock', text(at) }
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 1) == 'u' then
    redis.call('HDEL', KEYS[1], field)
  end
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], now_in.first, now_in.last))
return answer
