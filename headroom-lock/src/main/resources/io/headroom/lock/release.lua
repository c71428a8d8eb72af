-- KEYS: lock, waiting. ARGV: owner, channel, name.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'0'}
end
if redis.call('DEL', KEYS[1], KEYS[2]) == 2 then
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
return {'1'}
