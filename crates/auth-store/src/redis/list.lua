-- One page of the keys that hold a record: tombstones and leases alone are none.
local cursor, pattern = unpack(ARGV)
local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 1000, 'TYPE', 'hash')
local held = {}
for _, key in ipairs(page[2]) do
  if redis.call('HEXISTS', key, 'sealed') == 1 then
    held[#held + 1] = key
  end
end
return { page[1], held }
