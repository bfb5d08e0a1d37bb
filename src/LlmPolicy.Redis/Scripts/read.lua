-- KEYS: a counter. ARGV: start, end, first, last.
local at = now()
if at < tonumber(ARGV[1]) or at >= tonumber(ARGV[2]) then
  return { 'clock', text(at) }
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4])))
return answer
