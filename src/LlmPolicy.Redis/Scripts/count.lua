-- KEYS: a counter a charge. ARGV: of each charge amount, start, end, first, last. All is read before the first write.
local at = now()
local charges = {}
for i, key in ipairs(KEYS) do
  local a = (i - 1) * 5
  local charge = window(at, a + 2)
  if not charge then
    return { 'clock', text(at) }
  end
  charge.key = key
  charge.sums = read(key, charge.first, charge.last, at - charge.counts - math.min(charge.counts, 3600000))
  charge.add = math.min(tonumber(ARGV[a + 1]), MOST - tonumber(redis.call('HGET', key, 'u' .. text(charge.start)) or '0'))
  charges[i] = charge
end

local answer = { 'counted', text(at) }
for _, charge in ipairs(charges) do
  redis.call('HINCRBY', charge.key, 'u' .. text(charge.start), text(charge.add))
  if #charge.sums.over > 0 then
    redis.call('HDEL', charge.key, unpack(charge.sums.over))
  end
  keep(charge.key, charge.start + charge.counts - at + math.min(charge.counts, 3600000))
  charge.sums.used = charge.sums.used + charge.add
  if charge.add > 0 and charge.start > charge.sums.newest then
    charge.sums.newest = charge.start
  end
  append(answer, charge.sums)
end
return answer
