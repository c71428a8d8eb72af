-- Which other nodes may still serve from L1 what an event invalidated.
--
-- KEYS: head. ARGV: run, node, generation and sequence of the event, for how many ms after its last
-- beat a node may serve. Returns {1} when none may, else {0}.
local grace, now = tonumber(ARGV[5]), math.floor(micros() / 1000)
local all = redis.call('HGETALL', base .. 'nodes')
local since
for i = 1, #all, 2 do
  if all[i] == 'since' then
    since = tonumber(all[i + 1])
  elseif all[i] ~= node then
    local beat, generation, applied = string.match(all[i + 1], '^(%d+) (%S+) (%d+)$')
    if beat and now - tonumber(beat) <= grace
        and (generation ~= ARGV[3] or tonumber(applied) < tonumber(ARGV[4])) then
      return {0}
    end
  end
end
-- A young list may lack a node.
if head.generation ~= ARGV[3] or not since or now - since <= grace then
  return {0}
end
return {1}
