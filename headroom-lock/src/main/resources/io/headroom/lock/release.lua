-- KEYS: lock, waiting. ARGV: owner.
-- Answers 0 when it was not held, 1 when it was, and 2 when somebody waits for word of it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('DEL', KEYS[1], KEYS[2])
