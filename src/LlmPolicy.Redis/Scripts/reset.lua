-- KEYS: a counter. ARGV: start, end, first, last.
local at = now()
local now_in = window(at, 1)
if not now_in then
  return { 'clock', text(at) }
end
for _, cell in ipairs(read(KEYS[1], now_in.first, now_in.last).all) do
  if string.sub(cell.field, 1, 1) == 'u' then
    redis.call('HDEL', KEYS[1], cell.field)
  end
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], now_in.first, now_in.last))
return answer
