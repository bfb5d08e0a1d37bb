-- KEYS: leases, due, a counter a charge. ARGV: lease, milliseconds for which its end is remembered, and the used amount of each charge.
local at = now()
local lease = redis.call('HGET', KEYS[1], ARGV[1])
if not lease then
  return unchanged(KEYS[1], { 'unknown', text(at) })
end
if string.sub(lease, 1, 1) == 'E' then
  return unchanged(KEYS[1], { 'ended', text(at) })
end
finish(KEYS[1], KEYS[2], ARGV[1], lease, function(i) return tonumber(ARGV[2 + i]) end, at + tonumber(ARGV[2]))
return { 'done', text(at) }
