-- KEYS: leases, due, a counter a charge. ARGV: lease, milliseconds for which its end is remembered. A lease that is not there leaves a mark, which a late reservation finds.
local at = now()
local lease = redis.call('HGET', KEYS[1], ARGV[1])
if lease and string.sub(lease, 1, 1) == 'E' then
  return unchanged(KEYS[1], { 'ended', text(at) })
end
finish(KEYS[1], KEYS[2], ARGV[1], lease or '', function() return 0 end, at + tonumber(ARGV[2]))
return { lease and 'done' or 'unknown', text(at) }
