/**
 * Lua: the store's own time in epoch seconds, by which all writes are ordered. It must stay a number: Lua's conversion
 * to text would lose the microseconds.
 */
export const STORE_CLOCK = `
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end
`;
