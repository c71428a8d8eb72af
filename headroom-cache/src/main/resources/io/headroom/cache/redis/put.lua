-- Stores a value over what is there, voids its lease and appends the event.
--
-- KEYS: head, value, lease. ARGV: run, node, cache, key, TTL in ms, tags, the value behind its
-- stamp's sequence. Returns the place in the log.
local cache, key = ARGV[3], ARGV[4]
local tags = implied(cache, key)
add_explicit(tags, ARGV[6])
-- First, so that a full memory refuses it; then the value is only removed.
local set = redis.pcall('SET', KEYS[2],
  head.generation .. digits(head.sequence + 1) .. ARGV[7], 'PX', ARGV[5])
if set.err then
  redis.call('UNLINK', KEYS[2])
end
redis.call('DEL', KEYS[3])
append({'c', cache, 'k1', key})
write_head()
if not set.err then
  compare(tags, head.sequence)
  for _, tag in ipairs(tags) do
    redis.call('PEXPIRE', tag, math.max(DAY, tonumber(ARGV[5])), 'GT')
  end
end
return place()
