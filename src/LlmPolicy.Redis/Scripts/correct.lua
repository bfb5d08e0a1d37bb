-- KEYS: a counter. ARGV: start, end, first, last, the change. What is taken away comes from the newest cells first.
local at = now()
local now_in = window(at, 1)
if not now_in then
  return { 'clock', text(at) }
end
local change = tonumber(ARGV[5])
local sums = read(KEYS[1], now_in.first, now_in.last)
if change >= 0 then
  local field = 'u' .. text(now_in.start)
  local before = tonumber(redis.call('HGET', KEYS[1], field) or '0')
  redis.call('HINCRBY', KEYS[1], field, text(math.min(change, MOST - before)))
  keep(KEYS[1], now_in.start + now_in.counts - at + math.min(now_in.counts, 3600000))
else
  local left = 0 - change
  local starts = cells(sums, now_in.first, now_in.last)
  for i = #starts, 1, -1 do
    local field = 'u' .. text(starts[i])
    local taken = math.min(left, tonumber(redis.call('HGET', KEYS[1], field) or '0'))
    if taken > 0 then
      redis.call('HINCRBY', KEYS[1], field, text(0 - taken))
      left = left - taken
    end
  end
end
local answer = { 'read', text(at) }
append(answer, read(KEYS[1], now_in.first, now_in.last))
return answer
