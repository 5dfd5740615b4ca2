import { Bridge } from '../../../harness/bridge.ts';
import type { ValkeyServer } from '../../../harness/valkey-server.ts';

/** What every name begins with, so that logs can be searched for names. */
export const NAME_START = 'quill';

/** Someone with a cookie. */
export interface Person {
  readonly username: string;
  readonly value: string;
  readonly member: string;
}

/** Who is there when a fault begins. */
export interface People {
  /** Logged in, and stays so. */
  readonly live: Person;
  /** Logged in, and to be logged out before, and during, the fault. */
  readonly leavingBefore: Person;
  readonly leaving: Person;
  /** The logout of this one's cookie has been acknowledged. */
  readonly loggedOut: Person;
  /** And here one of all cookies. */
  readonly revoked: Person;
}

/** Fills a healthy store. The logouts are the last that happens to it. */
export async function enrol(store: ValkeyServer): Promise<People> {
  const bridge = new Bridge(store.url);
  const logIn = async (role: string): Promise<Person> => {
    const username = `${NAME_START}-${role}`;
    return { username, ...(await bridge.cookieOf(username)) };
  };
  try {
    await comeOfAge(store);
    const people = {
      live: await logIn('live'),
      leavingBefore: await logIn('leaving-before'),
      leaving: await logIn('leaving'),
      loggedOut: await logIn('logged-out'),
      revoked: await logIn('revoked'),
    };
    await bridge.hook('logout', { member: people.loggedOut.member });
    await bridge.hook('logout', { username: people.revoked.username });
    return people;
  } finally {
    bridge.close();
  }
}

/** Gives expire something to remove. */
export async function comeOfAge(store: ValkeyServer): Promise<void> {
  await store.admin.zadd('wiki_cookie_keys', 1, 'aged-1', 2, 'aged-2');
}
