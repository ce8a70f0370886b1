local expected, new, by, its_fence, channel, name, kept = unpack(ARGV)

-- Sent twice over a connection that was cut: no two seals are the same bytes.
if sealed and sealed == new then
  return reply('done')
end
if by ~= '' and not holds(by, its_fence) then
  return { 'lost' }
end
if (sealed and version or '') ~= expected then
  return reply('conflict')
end
version = after(version)
redis.call('HSET', KEYS[1], 'version', version)
if new ~= '' then
  redis.call('HSET', KEYS[1], 'sealed', new, 'saved', digits(now))
  redis.call('PERSIST', KEYS[1])
else
  redis.call('HDEL', KEYS[1], 'sealed', 'saved')
  redis.call('PEXPIRE', KEYS[1], kept)
end
redis.call('PUBLISH', channel, name)
return { 'done', false, new ~= '' and version }
