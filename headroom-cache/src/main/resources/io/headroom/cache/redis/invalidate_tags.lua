-- Invalidates tags in all caches at any number of entries, and appends the event.
--
-- KEYS: head. ARGV: run, node, then the tags. Returns the place in the log.
local fields = {}
for i = 3, #ARGV do
  fields[#fields + 1] = 't' .. (i - 2)
  fields[#fields + 1] = ARGV[i]
end
append(fields)
head.epoch = head.sequence
for i = 3, #ARGV do
  raise(base .. 't:' .. ARGV[i])
end
write_head()
return place()
