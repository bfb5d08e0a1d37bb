-- KEYS: leases, due, the counters of the lease. ARGV: lease, milliseconds for which its end is remembered. Ends a lease that has run out; forgets one that ended long ago.
local at = now()
local until_then = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not until_then or tonumber(until_then) > at then
  return { 'early', text(at) }
end
local lease = redis.call('HGET', KEYS[1], ARGV[1])
if not lease or string.sub(lease, 1, 1) == 'E' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  return { 'forgotten', text(at) }
end
local charges = parts(lease)[3] == 'C'
finish(KEYS[1], KEYS[2], ARGV[1], lease, function(_, amount) return charges and amount or 0 end, at + tonumber(ARGV[2]))
return { 'done', text(at) }
