-- KEYS: lock, token, waiting. ARGV: owner, lease in ms, floor, for how many ms the caller waits.
-- Answers {1, token, whether no earlier token was known, last token}, or {0, what the lease has left
-- in ms}.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return granted(KEYS[2], ARGV[3], redis.call('INCRBY', KEYS[2], 32))
end
if tonumber(ARGV[4]) > 0 then
  redis.call('SET', KEYS[3], '1', 'PX', ARGV[4])
end
return {'0', tostring(redis.call('PTTL', KEYS[1])), '0'}
