-- Ends a lease that stands. KEYS: head, lease. ARGV: run, node, the lease.
if redis.call('MGET', KEYS[2])[1] == ARGV[3] then
  return {redis.call('DEL', KEYS[2])}
end
return {0}
