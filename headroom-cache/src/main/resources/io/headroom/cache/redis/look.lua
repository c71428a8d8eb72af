-- The place of the log; an error where nothing can be written. KEYS: head. ARGV: run, node.
unrefused()
return place()
