-- KEYS: leases, due, the counters of the lease. ARGV: lease, milliseconds for which its end is remembered. Ends a lease that has run out, if nobody has ended it yet.
local at = now()
local until_then = redis.call('ZSCORE', KEYS[2], ARGV[1])
local lease = redis.call('HGET', KEYS[1], ARGV[1])
if not lease or string.sub(lease, 1, 1) == 'E' or not until_then or tonumber(until_then) > at then
  return unchanged(KEYS[1], { 'ended', text(at) })
end
local charges = parts(lease)[3] == 'C'
finish(KEYS[1], KEYS[2], ARGV[1], lease, function(_, amount) return charges and amount or 0 end, at + tonumber(ARGV[2]))
return { 'done', text(at) }
