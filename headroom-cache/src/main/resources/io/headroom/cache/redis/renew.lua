-- Renews a generation that is missing or of another run of the server, and returns what holds.
-- KEYS: generation. ARGV: run id, new generation.
local generation = redis.call('GET', KEYS[1])
if not generation or string.sub(generation, 1, #ARGV[1]) ~= ARGV[1] then
  generation = ARGV[2]
  redis.call('SET', KEYS[1], generation)
end
return generation
