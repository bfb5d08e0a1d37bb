-- KEYS: a counter. ARGV: start, end, first, last.
local at = now()
local now_in = window(at, 1)
if not now_in then
  return { 'clock', text(at) }
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], now_in.first, now_in.last))
return answer
