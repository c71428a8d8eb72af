-- Removes those of some values and leases that a barrier or an older generation voids.
--
-- KEYS: head, then values and leases. ARGV: run, node. Returns how many were removed.
local removed = 0
for i = 2, #KEYS do
  local stamp = redis.pcall('GETRANGE', KEYS[i], 0, 31)
  local cache, key = string.match(string.sub(KEYS[i], #base + 1), '^[vl]:([^:]*):(.*)$')
  if type(stamp) == 'string' and cache then
    local s = tonumber(string.sub(stamp, 17, 32))
    if string.sub(stamp, 1, 16) ~= head.generation or not s or barred(cache, key, s) then
      removed = removed + redis.call('UNLINK', KEYS[i])
    end
  end
end
return {removed}
