import { HookReplayed } from '../runtime/errors.ts';

/** How long a used hook id is remembered: longer than a signature stays fresh on both sides of the clock. */
export const HOOK_ID_TTL_SECONDS = 900;

/**
 * Lua that opens the script of each hook. KEYS[1] is the hook id's key, ARGV[1] a random number made once per
 * invocation. When the driver resends the very script whose answer was lost, the same number comes again and gets
 * the same answer; any other use of the id is a replay.
 */
export const ANSWER_ONCE = `
local function answered()
  local seen = redis.call('GET', KEYS[1])
  if not seen then return nil end
  if string.sub(seen, 1, #ARGV[1]) == ARGV[1] then return string.sub(seen, #ARGV[1] + 1) end
  return 'replayed'
end
local function answer(text)
  redis.call('SET', KEYS[1], ARGV[1] .. text, 'EX', ${HOOK_ID_TTL_SECONDS})
  return text
end
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end
local before = answered()
if before then return before end
`;

/**
 * Reads a hook script's answer.
 * @throws HookReplayed when the id was used before
 */
export function answerOf(reply: unknown): string {
  if (reply === 'replayed') throw new HookReplayed();
  if (typeof reply !== 'string') throw new TypeError('The script answered something that is not text.');
  return reply;
}
