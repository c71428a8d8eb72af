-- KEYS: token. ARGV: floor, what the token's key was raised to by one who holds the lock.
-- Answers as an acquisition does.
return granted(KEYS[1], ARGV[1], tonumber(ARGV[2]))
