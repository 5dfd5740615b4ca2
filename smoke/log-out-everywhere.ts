import { Site } from './site.ts';
import type { Target } from './target.ts';

/** A second try, under a new id, for the case that the first had no answer. */
const ATTEMPTS = 2;

/** Ends all sessions of these users. It has its own time: it also runs after the checks were stopped. */
export async function logOutEverywhere(
  target: Target,
  usernames: readonly string[],
): Promise<{ failed: readonly string[] }> {
  const site = new Site(target);
  const failed: string[] = [];
  for (const username of usernames) {
    if (!(await isLoggedOut(site, username))) failed.push(username);
  }
  return { failed };
}

async function isLoggedOut(site: Site, username: string): Promise<boolean> {
  for (let i = 0; i < ATTEMPTS; i++) {
    try {
      if ((await site.send('logout', { username })).status === 200) return true;
    } catch {
      // Said by the result.
    }
  }
  return false;
}
