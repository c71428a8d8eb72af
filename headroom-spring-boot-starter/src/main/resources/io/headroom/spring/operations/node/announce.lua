-- A node's sign of life, and who else gave one.
--
-- KEYS[1] sorted set: address -> milliseconds of its last sign, by Redis's own clock, so that the
--         nodes' clocks need not agree
-- KEYS[2] hash: address -> what the node says of itself
-- ARGV[1] the node's address
-- ARGV[2] what it says of itself
-- ARGV[3] after how many milliseconds without a sign a node is forgotten
-- ARGV[4] at most so many are told
-- Gives, for each node, the latest sign first: its address, for how many milliseconds it gave no
-- sign, what it says of itself.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local forget = tonumber(ARGV[3])

-- A sign that lies far ahead is from before the clock went back.
for _, range in ipairs({ { '-inf', now - forget }, { now + forget, '+inf' } }) do
  local gone = redis.call('ZRANGEBYSCORE', KEYS[1], range[1], range[2], 'LIMIT', 0, 1000)
  for _, address in ipairs(gone) do
    redis.call('ZREM', KEYS[1], address)
    redis.call('HDEL', KEYS[2], address)
  end
end

redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[1], 2 * forget)
redis.call('PEXPIRE', KEYS[2], 2 * forget)

local nodes = {}
local signs = redis.call('ZREVRANGE', KEYS[1], 0, tonumber(ARGV[4]) - 1, 'WITHSCORES')
for i = 1, #signs, 2 do
  nodes[#nodes + 1] = signs[i]
  nodes[#nodes + 1] = string.format('%d', math.max(0, now - tonumber(signs[i + 1])))
  nodes[#nodes + 1] = redis.call('HGET', KEYS[2], signs[i]) or ''
end
return nodes
