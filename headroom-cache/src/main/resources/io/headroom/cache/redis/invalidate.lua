-- Removes a value, voids the tokens of its stripe and appends the event to the log, all at once.
-- KEYS: value, guard, generation, log, sequence.
-- ARGV: run id, new generation, guard's TTL in ms, length of the log, node, cache, key.
-- Returns the event's id and the generation, which is renewed if it is missing or of another run.
local sequence = redis.call('INCR', KEYS[5])
local id = redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[4], '*',
  's', sequence, 'n', ARGV[5], 'c', ARGV[6], 'k', ARGV[7])
redis.call('SET', KEYS[2], id, 'PX', ARGV[3])
redis.call('UNLINK', KEYS[1])
local generation = redis.call('GET', KEYS[3])
if not generation or string.sub(generation, 1, #ARGV[1]) ~= ARGV[1] then
  generation = ARGV[2]
  redis.call('SET', KEYS[3], generation)
end
return {id, generation}
