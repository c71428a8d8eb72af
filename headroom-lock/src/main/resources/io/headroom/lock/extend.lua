-- KEYS: lock. ARGV: owner, lease in ms. Answers 1 when it is held, else 0.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
