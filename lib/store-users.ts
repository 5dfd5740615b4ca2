/** The keys and commands that each function may use in the store. */

import { FunctionName } from '../functions/shared/runtime/metric-names.ts';
import { COOKIE_SET, hookIdKey, REVOCATION_SET } from '../functions/shared/sessions/store-keys.ts';

const HOOK_IDS = hookIdKey('*');

/** The keys and commands of one function; the store refuses all others. */
interface StoreRights {
  readonly keys: readonly string[];
  readonly commands: readonly string[];
}

/** A script is sent by its hash, or as text if the store does not know it. The store also checks the commands inside. */
const SCRIPTS = ['evalsha', 'eval'];

/** The first commands of a connection. Valkey allows them without a right; ElastiCache does not document it. */
export const CONNECTING = ['hello', 'auth', 'ping'];

const RIGHTS: Record<FunctionName, StoreRights> = {
  [FunctionName.loginHook]: {
    // The script only reads the revocations, but the store assumes that a script writes to all its keys.
    keys: [`~${COOKIE_SET}`, `~${REVOCATION_SET}`, `~${HOOK_IDS}`],
    commands: [...SCRIPTS, 'get', 'set', 'zscore', 'zadd', 'zrem'],
  },
  [FunctionName.logoutHook]: {
    keys: [`~${COOKIE_SET}`, `~${REVOCATION_SET}`, `~${HOOK_IDS}`],
    commands: [...SCRIPTS, 'get', 'set', 'zrem', 'zrevrangebyscore', 'zadd', 'zremrangebyscore'],
  },
  [FunctionName.authorizer]: {
    keys: [`%R~${COOKIE_SET}`, `%R~${REVOCATION_SET}`],
    commands: ['zscore'],
  },
  [FunctionName.expire]: {
    keys: [`~${COOKIE_SET}`, `~${REVOCATION_SET}`],
    commands: [...SCRIPTS, 'zcount', 'zremrangebyrank', 'zcard'],
  },
};

/**
 * The ElastiCache access string of a function's user: the least that its work needs.
 * Source: Valkey, "ACL"; ElastiCache User Guide, "Role-Based Access Control".
 */
export function accessString(fn: FunctionName): string {
  const { keys, commands } = RIGHTS[fn];
  const allowed = [...CONNECTING, ...commands].map((command) => `+${command}`);
  return `on ${keys.join(' ')} resetchannels -@all ${allowed.join(' ')}`;
}
