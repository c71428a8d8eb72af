-- Tokens rise by the last one, by the floor that PostgreSQL knows, and by this server's clock, so
-- that they go on rising when the last one was lost. Safety rests on none of the three.
local function mint(key, floor)
  local last = tonumber(redis.call('GET', key) or '0')
  local now = redis.call('TIME')
  local token = math.max(last + 1, tonumber(floor) + 1, now[1] * 1000000 + now[2])
  local text = string.format('%.0f', token)
  redis.call('SET', key, text, 'PX', 86400000)
  return {'1', text, last == 0 and '1' or '0'}
end
