-- Removes values and leases of a cache and appends the event.
--
-- KEYS: head. ARGV: run, node, cache, then the keys. Returns the place in the log.
local cache = ARGV[3]
local gone, fields = {}, {'c', cache}
for i = 4, #ARGV do
  gone[#gone + 1] = base .. 'v:' .. cache .. ':' .. ARGV[i]
  gone[#gone + 1] = base .. 'l:' .. cache .. ':' .. ARGV[i]
  fields[#fields + 1] = 'k' .. (i - 3)
  fields[#fields + 1] = ARGV[i]
end
redis.call('UNLINK', unpack(gone))
append(fields)
write_head()
return place()
