/** Runs the Lua script of a hook, at most once per hook id. */
import { randomBytes } from 'node:crypto';
import { HookReplayedError } from '../runtime/errors.ts';
import { hookIdKey } from '../sessions/store-keys.ts';
import { clockArgument, type SessionStore, type StoreScript, storeScript } from '../store/session-store.ts';

/** How long the store remembers a used hook id: longer than a signature is fresh, before and after the clock together. */
export const HOOK_ID_TTL_SECONDS = 900;

/**
 * The first lines of every hook's script. KEYS[1] is the hook id's key, and ARGV[1] a random number, one per invocation.
 * If the driver sends a script again because its answer was lost, the same number comes again and gets the same answer.
 * Any other use of the id is a replay. ARGV[2] is the function's clock: ElastiCache Serverless refuses to give scripts
 * the store's time, and events are in order because each script is atomic.
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

/** The one use of a hook's id. */
export interface HookUse {
  readonly store: SessionStore;
  readonly hookId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/**
 * Makes the script of a hook, which uses up the hook's id before anything else.
 * @param lua the rest of the script: its own keys start at KEYS[2], its arguments at ARGV[3], the time is `now`, and it
 *   ends with `return answer(text)`
 */
export function hookScript(lua: string): StoreScript {
  return storeScript(`${ANSWER_ONCE}${lua}`);
}

/**
 * Runs the script of a hook.
 * @returns its answer
 * @throws HookReplayedError if the id was used before
 * @throws StoreUnreachableError
 */
export async function runHookScript(
  { store, hookId, deadline }: HookUse,
  script: StoreScript,
  keys: readonly string[],
  args: readonly string[],
): Promise<string> {
  const nonce = randomBytes(16).toString('hex');
  // Read once, like the nonce: a script that is sent again is the same event.
  const now = clockArgument();
  const reply = await store.run(deadline, (commands) =>
    commands.script(script, [hookIdKey(hookId), ...keys], [nonce, now, ...args]),
  );
  if (reply === 'replayed') throw new HookReplayedError();
  if (typeof reply !== 'string') throw new TypeError(`expected text from the script, got ${typeof reply}`);
  return reply;
}
