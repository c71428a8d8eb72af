-- Invalidates a prefix of a cache's keys through its implied tag; of the empty prefix, all.
--
-- KEYS: head. ARGV: run, node, cache, prefix, glob. Returns the place in the log.
local cache, prefix = ARGV[3], ARGV[4]
if prefix == '' then
  append({'c', cache, 'x', '1'})
  raise(base .. 'c:' .. cache)
else
  append({'c', cache, 'm', ARGV[5]})
  raise(base .. 'c:' .. cache .. ':' .. prefix)
end
head.epoch = head.sequence
write_head()
return place()
