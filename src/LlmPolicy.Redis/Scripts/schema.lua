-- KEYS: the key of the schema's version. ARGV: ours. Writes it where there is none; there is no older one to upgrade yet.
local version = redis.call('GET', KEYS[1])
if not version then
  redis.call('SET', KEYS[1], ARGV[1])
  version = ARGV[1]
end
return { version, text(now()) }
