-- Appends a mark to the log, from which a node reads on. KEYS: log, sequence.
-- ARGV: length of the log, node. Returns the mark's id and its sequence number.
local sequence = redis.call('INCR', KEYS[2])
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 's', sequence, 'n', ARGV[2])
return {id, tostring(sequence)}
