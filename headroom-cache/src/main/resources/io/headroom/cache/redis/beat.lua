-- Notes how far a node has applied the log.
--
-- KEYS: head. ARGV: run, node, the generation it follows ('-' when it joins), the sequence it has
-- applied. Returns the place in the log and the server's time in microseconds.
local nodes, now = base .. 'nodes', micros()
local ms = math.floor(now / 1000)
unrefused()
redis.call('HSETNX', nodes, 'since', string.format('%.0f', ms))
if ARGV[3] == '-' then
  local all = redis.call('HGETALL', nodes)
  for i = 1, #all, 2 do
    local beat = tonumber(string.match(all[i + 1], '^%d+'))
    if all[i] ~= 'since' and (not beat or ms - beat > 600000) then
      redis.call('HDEL', nodes, all[i])
    end
  end
end
redis.call('HSET', nodes, node, string.format('%.0f', ms) .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
return {head.generation, digits(head.sequence), digits(now)}
