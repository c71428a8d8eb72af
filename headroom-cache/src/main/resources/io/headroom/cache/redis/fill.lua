-- Stores a value if neither it nor its whole cache was invalidated since the token was handed out.
-- KEYS: value, guard, generation. ARGV: guard and generation of the token, TTL in ms, value.
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] or redis.call('GET', KEYS[3]) ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[3])
return 1
