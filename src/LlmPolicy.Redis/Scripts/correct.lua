-- KEYS: a counter. ARGV: start, end, first, last, the change. What is taken away comes from the newest cells first.
local at = now()
local start, finish_at, first, last, change = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if at < start or at >= finish_at then
  return { 'clock', text(at) }
end
local sums = read(KEYS[1], first, last)
if change >= 0 then
  local before = tonumber(redis.call('HGET', KEYS[1], 'u' .. text(start)) or '0')
  redis.call('HINCRBY', KEYS[1], 'u' .. text(start), text(math.min(change, MOST - before)))
  keep(KEYS[1], start + finish_at - first - at + math.min(finish_at - first, 3600000))
else
  local left = 0 - change
  table.sort(sums.starts, function(a, b) return a > b end)
  for _, cell in ipairs(sums.starts) do
    local used = tonumber(redis.call('HGET', KEYS[1], 'u' .. text(cell)) or '0')
    local taken = math.min(left, used)
    if taken > 0 then
      redis.call('HINCRBY', KEYS[1], 'u' .. text(cell), text(0 - taken))
      left = left - taken
    end
  end
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], first, last))
return answer
