import { randomBytes } from 'node:crypto';
import { HookReplayedError } from '../runtime/errors.ts';
import { hookIdKey } from '../sessions/store-keys.ts';
import { clockArgument } from '../store/clock-argument.ts';
import type { SessionStore, StoreScript } from '../store/session-store.ts';
import { storeScript } from '../store/store-script.ts';

/** How long a used hook id is remembered: longer than a signature stays fresh on both sides of the clock. */
export const HOOK_ID_TTL_SECONDS = 900;

/**
 * Lua that opens the script of each hook. KEYS[1] is the hook id's key, ARGV[1] a random number made once per
 * invocation. When the driver resends the very script whose answer was lost, the same number comes again and gets
 * the same answer; any other use of the id is a replay. ARGV[2] is the function's clock: scripts ask the store for no time,
 * since ElastiCache Serverless refuses that, and order comes from a script being atomic.
 */
const ANSWER_ONCE = `local now = tonumber(ARGV[2])
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
local before = answered()
if before then return before end
`;

/** One use of a hook's id. */
export interface HookUse {
  readonly store: SessionStore;
  readonly hookId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Makes the script of a hook: it uses up the hook's id (KEYS[1]) before anything else.
 * @param lua what follows; its own keys and arguments begin at KEYS[2] and ARGV[3], its time is `now`, and it ends in `answer(text)`
 */
export function hookScript(lua: string): StoreScript {
  return storeScript(`${ANSWER_ONCE}${lua}`);
}

/**
 * Runs the script of a hook.
 * @returns its answer
 * @throws HookReplayed when the id was used before
 * @throws StoreUnreachable
 */
export async function runHookScript(
  { store, hookId, deadline }: HookUse,
  script: StoreScript,
  keys: readonly string[],
  args: readonly string[],
): Promise<string> {
  const nonce = randomBytes(16).toString('hex');
  // Once, as the nonce: a script that is sent again is the same event.
  const now = clockArgument();
  const reply = await store.run(deadline, (commands) =>
    commands.script(script, [hookIdKey(hookId), ...keys], [nonce, now, ...args]),
  );
  if (reply === 'replayed') throw new HookReplayedError();
  if (typeof reply !== 'string') throw new TypeError('The script answered something that is not text.');
  return reply;
}
