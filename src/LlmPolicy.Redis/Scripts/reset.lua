-- KEYS: a counter. ARGV: start, end, first, last.
local at = now()
if at < tonumber(ARGV[1]) or at >= tonumber(ARGV[2]) then
  return { 'clock', text(at) }
end
for _, cell in ipairs(read(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4])).all) do
  if string.sub(cell.field, 1, 1) == 'u' then
    redis.call('HDEL', KEYS[1], cell.field)
  end
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4])))
return answer
