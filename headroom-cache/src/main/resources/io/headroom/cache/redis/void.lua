-- Invalidates everything of the partition by a new generation, once for a generation.
--
-- KEYS: head. ARGV: run, node, the generation meant, empty for any. Returns the place in the log.
if ARGV[3] == '' or ARGV[3] == head.generation then
  renew()
end
return place()
