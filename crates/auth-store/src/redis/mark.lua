-- The schema of what is kept here: marked by the first who comes.
redis.call('SETNX', KEYS[1], ARGV[1])
return redis.call('GET', KEYS[1])
