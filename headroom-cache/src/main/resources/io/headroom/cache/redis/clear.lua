-- Renews the generation of a cache, which voids its values and tokens, and appends the event to the
-- log. KEYS: generation, log, sequence. ARGV: new generation, length of the log, node, cache.
local sequence = redis.call('INCR', KEYS[3])
redis.call('SET', KEYS[1], ARGV[1])
return redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], '*', 's', sequence, 'n', ARGV[3], 'c', ARGV[4])
