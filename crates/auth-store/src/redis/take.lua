local by, its_term, kept = unpack(ARGV)

if left > 0 and owner ~= by then
  if ends - now > left then
    redis.call('HSET', KEYS[1], 'ends', digits(now + left))
  end
  return reply('held', digits(left))
end
if left <= 0 then
  fence = after(fence)
end
redis.call('HSET', KEYS[1], 'fence', fence, 'owner', by, 'ends', digits(now + its_term), 'term', its_term)
if not sealed then
  redis.call('PEXPIRE', KEYS[1], kept)
end
return reply('granted', fence)
