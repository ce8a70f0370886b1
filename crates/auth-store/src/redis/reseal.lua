local its_version, old, new = unpack(ARGV)

if sealed == old and version == its_version then
  redis.call('HSET', KEYS[1], 'sealed', new)
  return 1
end
return 0
