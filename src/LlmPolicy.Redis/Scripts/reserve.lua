-- KEYS: leases, due, a counter a charge. ARGV: lease, deadline, lifetime, C (charge) or G (give back) on expiry; and of each charge limit, amount, start, end, first, last, and 1 if it is held.
local at = now()
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and string.sub(known, 1, 1) == 'E' then
  return unchanged(KEYS[1], { 'ended', text(at) })
end
if not known and at > tonumber(ARGV[2]) then
  return { 'late', text(at) }
end

local charges = {}
for i = 3, #KEYS do
  local a = 4 + (i - 3) * 7
  local charge = window(at, a + 3)
  if not charge then
    return { 'clock', text(at) }
  end
  charge.key, charge.limit, charge.amount, charge.held = KEYS[i], tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2]), ARGV[a + 7]
  charge.sums = read(charge.key, charge.first, charge.last, at - charge.counts - math.min(charge.counts, 3600000))
  charges[#charges + 1] = charge
end

-- The charge that stands longest in the way: one that never fits, then the latest, then one that waits for others to give back.
local binding, longest = 0, 0
for i, charge in ipairs(charges) do
  local excess = charge.sums.used + charge.sums.reserved + charge.amount - charge.limit
  if not known and excess > 0 then
    local fits = MOST
    if charge.amount <= charge.limit then
      if charge.held == '1' then
        fits = 1
      else
        local starts, held = cells(charge.sums, charge.first, charge.last)
        for _, start in ipairs(starts) do
          excess = excess - held[start]
          if excess <= 0 then
            fits = start + charge.counts
            break
          end
        end
      end
    end
    if fits > longest then
      binding, longest = i, fits
    end
  end
end

local answer
if binding > 0 then
  answer = { 'refused', text(at), text(binding - 1), text(longest) }
else
  answer = { 'reserved', text(at), '0', '0' }
  if not known then
    local lease = 'L ' .. text(at + tonumber(ARGV[3])) .. ' ' .. ARGV[4]
    for _, charge in ipairs(charges) do
      lease = lease .. ' ' .. charge.key .. ' ' .. text(charge.start) .. ' ' .. text(charge.amount) .. ' ' .. charge.held
    end
    redis.call('ZADD', KEYS[2], text(at + tonumber(ARGV[3])), ARGV[1])
    redis.call('HSET', KEYS[1], ARGV[1], lease)
    for _, charge in ipairs(charges) do
      redis.call('HINCRBY', charge.key, 'r' .. text(charge.start), text(charge.amount))
      if #charge.sums.over > 0 then
        redis.call('HDEL', charge.key, unpack(charge.sums.over))
      end
      if charge.held == '1' then
        keep(charge.key, tonumber(ARGV[3]) + 3600000)
      else
        keep(charge.key, charge.start + charge.counts - at + math.min(charge.counts, 3600000))
      end
      charge.sums.reserved = charge.sums.reserved + charge.amount
      if charge.amount > 0 and charge.start > charge.sums.newest then
        charge.sums.newest = charge.start
      end
    end
  end
end
for _, charge in ipairs(charges) do
  append(answer, charge.sums)
end
if binding > 0 or known then
  return unchanged(KEYS[1], answer)
end
return answer
