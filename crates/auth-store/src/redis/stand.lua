-- What stands at KEYS[1], by the server's clock in microseconds. Every script begins with this one.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local version, sealed, saved, fence, owner, ends, term = unpack(redis.call(
  'HMGET', KEYS[1], 'version', 'sealed', 'saved', 'fence', 'owner', 'ends', 'term'))

-- A clock that was set back prolongs no lease: nothing is left of more than its term.
local left = owner and math.min(ends - now, tonumber(term)) or 0

local function digits(number)
  return string.format('%.0f', number)
end

-- Greater than any before it, even one that a restored or failed-over server has forgotten.
local function after(number)
  return digits(math.max((tonumber(number) or 0) + 1, now))
end

local function holds(by, its_fence)
  return left > 0 and owner == by and fence == its_fence
end

local function reply(word, number)
  local age = sealed and digits(math.max(now - (tonumber(saved) or now), 0))
  return { word, number or false, sealed and version, sealed, age }
end
