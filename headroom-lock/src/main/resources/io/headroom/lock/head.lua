-- Tokens rise by the last one, by the floor that PostgreSQL knows, and by this server's clock, so
-- that they go on rising when the last one was lost. Safety rests on none of the three. Those up to
-- the last are the new owner's process's, for holders who follow him there.
local function mint(key, floor)
  local last = tonumber(redis.call('GET', key) or '0')
  local now = redis.call('TIME')
  local token = math.max(last + 1, tonumber(floor) + 1, now[1] * 1000000 + now[2])
  local final = string.format('%.0f', token + 31)
  redis.call('SET', key, final, 'PX', 86400000)
  return {'1', string.format('%.0f', token), last == 0 and '1' or '0', final}
end
