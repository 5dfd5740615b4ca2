/** The functions whose cold starts are measured, each with its request. */

import { formatCookieValue } from '../../functions/shared/cookie/cookie-value.ts';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { authorizerEvent } from '../../harness/lambda-events.ts';
import { signedHook } from '../../harness/signed-hook.ts';

/** A function and its request. */
export interface Subject {
  readonly name: FunctionName;
  /** Its counterpart in `bare/`. */
  readonly bare: string;
  /** Whether it reads from Secrets Manager with the default store. */
  readonly readsSecrets: boolean;
  /** Creates a new event each time, because a hook id counts only once. */
  readonly event: () => unknown;
  readonly answersRightly: (answer: never) => boolean;
}

const ALICE = { username: 'alice', email: 'alice@example.com' };

/** The cookie of the authorizer's request; the measurement adds it to the set. */
export const COOKIE_VALUE = formatCookieValue(ALICE, 'f'.repeat(64));

const isOk = ({ statusCode }: { statusCode: number }) => statusCode === 200;

/** All four functions. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: FunctionName.loginHook,
    bare: 'hook',
    readsSecrets: true,
    event: () => signedHook('login', ALICE),
    answersRightly: isOk,
  },
  {
    name: FunctionName.logoutHook,
    bare: 'hook',
    readsSecrets: true,
    event: () => signedHook('logout', { member: '0'.repeat(64) }),
    answersRightly: isOk,
  },
  {
    name: FunctionName.authorizer,
    bare: 'authorizer',
    readsSecrets: true,
    event: () => authorizerEvent({ cookies: [`wiki_sso=${COOKIE_VALUE}`] }),
    answersRightly: ({ context }: { context: { username: string } }) => context.username !== '',
  },
  {
    name: FunctionName.expire,
    bare: 'expire',
    readsSecrets: false,
    event: () => ({}),
    answersRightly: ({ removed }: { removed: number }) => removed === 0,
  },
];
