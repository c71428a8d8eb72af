-- Prolongs a lease that stands. KEYS: head, lease. ARGV: run, node, the lease, ms.
if redis.call('MGET', KEYS[2])[1] == ARGV[3] then
  return {redis.call('PEXPIRE', KEYS[2], ARGV[4])}
end
return {0}
