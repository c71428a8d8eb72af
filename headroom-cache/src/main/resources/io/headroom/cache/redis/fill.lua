-- Stores a value while its lease stands and none of its tags was invalidated since, and ends the
-- lease.
--
-- KEYS: head, value, lease. ARGV: run, node, generation, sequence and id of the lease, cache, key,
-- TTL in ms, tags, value with its stamp. Returns {1}, or {0} when it is rejected.
local generation, s, cache, key = ARGV[3], tonumber(ARGV[4]), ARGV[6], ARGV[7]
if redis.call('MGET', KEYS[3])[1] ~= generation .. ARGV[4] .. ARGV[5] then
  return {0}
end
local tags = implied(cache, key)
add_explicit(tags, ARGV[9])
local invalidated, missing = compare(tags, s)
-- While s is not below the epoch nothing but single keys was invalidated.
if head.generation ~= generation
    or s < head.epoch and (invalidated or missing or barred(cache, key, s)) then
  redis.call('DEL', KEYS[3])
  return {0}
end
-- The value before the end of the lease: a full memory refuses a first write.
redis.call('SET', KEYS[2], ARGV[10], 'PX', ARGV[8])
if s ~= head.sequence then
  redis.call('SETRANGE', KEYS[2], 16, digits(head.sequence))
end
redis.call('DEL', KEYS[3])
for _, tag in ipairs(tags) do
  redis.call('PEXPIRE', tag, math.max(DAY, tonumber(ARGV[8])), 'GT')
end
return {1}
