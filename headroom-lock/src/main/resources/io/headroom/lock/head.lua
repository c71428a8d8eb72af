-- Tokens rise by the last one, by the floor that PostgreSQL knows, and, when the last one was lost,
-- by this server's clock, in microseconds: what is below 10^15 was never set by it. That goes on
-- rising as long as a name is not taken 31,000 times a second. Safety rests on none of the three.
-- Those up to the last are the new owner's process's, for holders who follow him there. A name that
-- is taken all day keeps its last one.
local function granted(key, floor, last)
  local unknown = last < 1e15
  local token = last - 31
  if unknown or token <= tonumber(floor) then
    local now = redis.call('TIME')
    token = math.max(token, tonumber(floor) + 1, now[1] * 1000000 + now[2])
    last = token + 31
    redis.call('SET', key, string.format('%.0f', last), 'PX', 86400000)
  elseif math.floor(last / 32) % 64 == 0 then
    redis.call('PEXPIRE', key, 86400000)
  end
  return {'1', string.format('%.0f', token), unknown and '1' or '0', string.format('%.0f', last)}
end
