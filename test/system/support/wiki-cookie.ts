import { callHook } from './hooks.ts';
import { memberOf, StoreView } from './store.ts';
import { endpoints } from './system-under-test.ts';

/** A wiki cookie, as its owner or a thief has it. */
export interface WikiCookie {
  readonly value: string;
  readonly member: string;
  /** For the `Cookie` header. */
  readonly pair: string;
}

export function wikiCookie(value: string): WikiCookie {
  return { value, member: memberOf(value), pair: `${endpoints.cookieName}=${value}` };
}

/** Logs somebody in by the hook alone, as any site does. */
export async function logInByHook(username: string, more: object = {}): Promise<WikiCookie> {
  const { status, body } = await callHook('login', { username, email: '', ...more });
  if (status !== 200) throw new Error(`login of ${username}: ${status} ${JSON.stringify(body)}`);
  return wikiCookie(body.cookie.value);
}

/** Logs a user out of the wiki in every browser. */
export async function logOutEverywhere(username: string): Promise<void> {
  const { status } = await callHook('logout', { username });
  if (status !== 200) throw new Error(`logout of ${username}: ${status}`);
}

/** A cookie that the store has known for so long: written there directly, since nobody can wait for days. */
export async function agedCookie(username: string, ageSeconds: number): Promise<WikiCookie> {
  const random = Array.from({ length: 64 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  const cookie = wikiCookie(`${username}##${random}`);
  const store = new StoreView();
  await store.add(cookie.member, Date.now() / 1000 - ageSeconds);
  store.close();
  return cookie;
}
