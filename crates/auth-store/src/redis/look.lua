-- For how long it may be worth to wait for a change; nothing when there is one.
if left > 0 and (sealed and version or '') == ARGV[1] then
  return { 'same', digits(left) }
end
return { 'changed' }
