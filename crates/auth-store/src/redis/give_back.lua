local by, its_fence, channel, name = unpack(ARGV)

if holds(by, its_fence) then
  redis.call('HDEL', KEYS[1], 'owner', 'ends', 'term')
  redis.call('PUBLISH', channel, name)
end
return { 'done' }
