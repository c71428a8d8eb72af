-- Removes barriers below which no value and no lease that they match is left.
--
-- KEYS: head. ARGV: run, node, the generation in which they stood, then their sequences. Returns
-- the place in the log and the number of barriers.
if head.generation == ARGV[3] and redis.call('HLEN', base .. 'barriers') == head.barriers then
  redis.call('HDEL', base .. 'barriers', unpack(ARGV, 4))
  head.barriers = redis.call('HLEN', base .. 'barriers')
  write_head()
end
return place()
