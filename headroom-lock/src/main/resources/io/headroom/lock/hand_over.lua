-- KEYS: lock, token, waiting. ARGV: owner, next owner, lease in ms, floor, whether to yield to
-- other processes, channel, name.
-- Answers {1, token, …} for the next owner, {2} when it was released for others, {0} when not held.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'0'}
end
if ARGV[5] == '1' and redis.call('DEL', KEYS[3]) == 1 then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[6], ARGV[7])
  return {'2'}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return granted(KEYS[2], ARGV[4], redis.call('INCRBY', KEYS[2], 32))
