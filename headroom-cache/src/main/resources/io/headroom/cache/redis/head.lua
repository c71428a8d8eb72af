-- What every script begins with: the head of its partition, made anew when it is missing or of
-- another run of the server, and the rules that scripts share.
--
-- KEYS[1]: head. ARGV[1]: run of the server. ARGV[2]: the calling node.
-- The head is one string: generation (16 hex digits), sequence and epoch (16 digits each), number
-- of barriers (2 digits), run. All other keys of a partition are in the same slot.
local base = string.sub(KEYS[1], 1, -5)
local run, node = ARGV[1], ARGV[2]
local head = {}
local DAY = 86400000

local function digits(number)
  return string.format('%016.0f', number)
end

local function micros()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function millis()
  return string.format('%.0f', math.floor(micros() / 1000))
end

-- After one write that needs no memory Redis refuses none of the others of a script.
local function unrefused()
  redis.call('DEL', base .. 'none')
end

local function write_head()
  redis.call('SET', KEYS[1], head.generation .. digits(head.sequence) .. digits(head.epoch)
    .. string.format('%02d', head.barriers) .. run)
end

local function add_event(fields)
  return redis.pcall('XADD', base .. 'log', 'MAXLEN', '~', 100000,
    string.format('%.0f-0', head.sequence), 'n', node, 't', millis(), unpack(fields))
end

local function last_event()
  local about = redis.pcall('XINFO', 'STREAM', base .. 'log')
  for i = 1, #about, 2 do
    if about[i] == 'last-generated-id' then
      return tonumber(string.match(about[i + 1], '^%d+')) or 0
    end
  end
  return 0
end

-- A new generation: voids every value, lease and tag version. Sequences never go back, so that the
-- followers notice; what they cannot follow on from is removed.
local function renew()
  unrefused()
  local now, last = micros(), math.max(head.sequence or 0, last_event())
  head.generation = string.sub(redis.sha1hex(run .. node .. digits(now) .. (head.generation or '')), 1, 16)
  head.sequence = (last >= now and last < 2 ^ 52) and last + 1 or now
  head.epoch = head.sequence
  head.barriers = 0
  redis.call('DEL', base .. 'log', base .. 'nodes', base .. 'barriers')
  add_event({'r', head.generation})
  write_head()
end

-- Takes the next number and appends its event. A log that does not take it is of no use.
local function append(fields)
  unrefused()
  head.sequence = head.sequence + 1
  if type(add_event(fields)) == 'table' then
    renew()
  end
end

-- The keys of the implied tags: of the cache, and of each prefix of the key that ends in ':'.
local function implied(cache, key)
  local tags = {base .. 'c:' .. cache}
  local at = string.find(key, ':', 1, true)
  while at and #tags < 9 do
    tags[#tags + 1] = base .. 'c:' .. cache .. ':' .. string.sub(key, 1, at)
    at = string.find(key, ':', at + 1, true)
  end
  return tags
end

-- Adds the keys of the tags of a block, one a line.
local function add_explicit(tags, block)
  for tag in string.gmatch(block, '[^\n]+') do
    tags[#tags + 1] = base .. 't:' .. tag
  end
end

-- Whether one of the tags was invalidated after s, and whether one has no version; such a one gets
-- the present sequence.
local function compare(tags, s)
  local invalidated, missing = false, false
  for i, text in ipairs(redis.call('MGET', unpack(tags))) do
    local version = text and string.sub(text, 1, 16) == head.generation
      and tonumber(string.sub(text, 17))
    if not version then
      missing = true
      redis.call('SET', tags[i], head.generation .. digits(head.sequence), 'PX', DAY)
    elseif version > s then
      invalidated = true
    end
  end
  return invalidated, missing
end

-- Sets the version of a tag that has one; a missing one counts as invalidated anyway.
local function raise(tag)
  redis.call('SET', tag, head.generation .. digits(head.sequence), 'XX', 'KEEPTTL')
end

-- A barrier is the cache and Lua patterns that the key holds one after the other, the first at its
-- beginning and the last at its end, with a zero byte before each.
local function matches(barrier, cache, key)
  local named, patterns = string.match(barrier, '^([^%z]*)(.*)$')
  if named ~= cache then
    return false
  end
  local from, at = 1, 1
  while at <= #patterns do
    local next_at = string.find(patterns, '%z', at + 1) or #patterns + 1
    local pattern = string.sub(patterns, at + 1, next_at - 1)
    if at == 1 then pattern = '^' .. pattern end
    if next_at > #patterns then pattern = pattern .. '$' end
    local _, last = string.find(key, pattern, from)
    if not last then
      return false
    end
    from, at = last + 1, next_at
  end
  return true
end

local barriers

-- Whether a barrier newer than s matches. Barriers that are not all there void the partition.
local function barred(cache, key, s)
  if head.barriers == 0 then
    return false
  end
  barriers = barriers or redis.pcall('HGETALL', base .. 'barriers')
  if #barriers ~= 2 * head.barriers then
    renew()
    return true
  end
  for i = 1, #barriers, 2 do
    if tonumber(barriers[i]) > s and matches(barriers[i + 1], cache, key) then
      return true
    end
  end
  return false
end

local function place()
  return {head.generation, digits(head.sequence), head.barriers}
end

do
  local text = redis.call('MGET', KEYS[1])[1]
  if text then
    head.generation = string.sub(text, 1, 16)
    head.sequence = tonumber(string.sub(text, 17, 32))
    head.epoch = tonumber(string.sub(text, 33, 48))
    head.barriers = tonumber(string.sub(text, 49, 50))
  end
  if not text or string.sub(text, 51) ~= run or not head.barriers then
    renew()
  end
end
