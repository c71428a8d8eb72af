-- Takes a node off the list of those that follow the log. KEYS: head. ARGV: run, node.
redis.call('HDEL', base .. 'nodes', node)
return {1}
