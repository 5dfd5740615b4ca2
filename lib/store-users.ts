import { FunctionName } from '../functions/shared/runtime/metric-names.ts';
import { COOKIE_SET, hookIdKey, REVOCATION_SET } from '../functions/shared/sessions/store-keys.ts';

const HOOK_IDS = hookIdKey('*');

/** Keys and commands of one function; everything else is refused. */
interface StoreRights {
  readonly keys: readonly string[];
  readonly commands: readonly string[];
}

/** A script is sent by its hash, and whole when the store has lost it; what it calls inside is checked as well. */
const SCRIPTS = ['evalsha', 'eval'];

const RIGHTS: Record<FunctionName, StoreRights> = {
  [FunctionName.loginHook]: {
    // It only reads the revocations; but a script's keys are all taken to be written to.
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
  return `on ${keys.join(' ')} resetchannels -@all ${commands.map((command) => `+${command}`).join(' ')}`;
}
