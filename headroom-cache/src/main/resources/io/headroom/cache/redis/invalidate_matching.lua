-- Raises a barrier against all values whose key matches; beyond 64 barriers clears the cache.
--
-- KEYS: head. ARGV: run, node, cache, glob, the patterns of the barrier. Returns the place in the
-- log and the number of barriers.
local cache = ARGV[3]
if head.barriers >= 64 then
  append({'c', cache, 'x', '1'})
  raise(base .. 'c:' .. cache)
else
  append({'c', cache, 'm', ARGV[4]})
  if redis.pcall('HLEN', base .. 'barriers') ~= head.barriers then
    renew()
  else
    redis.call('HSET', base .. 'barriers', digits(head.sequence), cache .. ARGV[5])
    head.barriers = head.barriers + 1
  end
end
head.epoch = head.sequence
write_head()
return place()
