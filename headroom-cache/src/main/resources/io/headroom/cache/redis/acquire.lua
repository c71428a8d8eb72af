-- Looks for a value, or takes the fill lease of what is missing.
--
-- KEYS: head, value, lease. ARGV: run, node, 'read' | 'lease' | 'refresh' (a lease whatever is
-- stored), cache, key, id of a new lease, its time in ms.
-- Returns {'found', value} | {'absent'} | {'busy', ms left} | {'granted', generation, sequence}.
local mode, cache, key = ARGV[3], ARGV[4], ARGV[5]
local stored = redis.call('MGET', KEYS[2], KEYS[3])
local value, lease = stored[1], stored[2]

local function valid()
  local s, length = tonumber(string.sub(value, 17, 32)), tonumber(string.sub(value, 33, 36))
  if string.sub(value, 1, 16) ~= head.generation or not s or not length then
    return false
  end
  if s >= head.epoch then
    return true
  end
  local tags = implied(cache, key)
  add_explicit(tags, string.sub(value, 37, 36 + length))
  local invalidated, missing = compare(tags, s)
  if invalidated or missing or barred(cache, key, s) then
    return false
  end
  -- Valid as of now: the next reader need not look at tags.
  redis.pcall('SETRANGE', KEYS[2], 16, digits(head.sequence))
  return true
end

if value and mode ~= 'refresh' then
  if valid() then
    return {'found', value}
  end
  redis.call('UNLINK', KEYS[2])
end
if mode == 'read' then
  return {'absent'}
end
local tags = implied(cache, key)
if lease and string.sub(lease, 1, 16) == head.generation then
  local s = tonumber(string.sub(lease, 17, 32))
  -- A lease whose fill will be rejected keeps nobody waiting.
  if s >= head.epoch or not (compare(tags, s) or barred(cache, key, s)) then
    return {'busy', redis.call('PTTL', KEYS[3])}
  end
end
redis.call('SET', KEYS[3], head.generation .. digits(head.sequence) .. ARGV[6], 'PX', ARGV[7])
-- From now on an invalidation leaves its mark.
compare(tags, head.sequence)
return {'granted', head.generation, digits(head.sequence)}
