import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { endpoints } from './system-under-test.ts';

const COOKIES = 'wiki_cookie_keys';
const REVOKED = '{wiki_cookie_keys}:revoked';

/** The member of a cookie's value. */
export function memberOf(value: string): string {
  return createHash('sha256').update(value.replace(/^"|"$/g, '')).digest('hex');
}

/** Looks into the store itself, past the switch. */
export class StoreView {
  readonly #redis = new Redis(endpoints.redisUrl);

  /** When the cookie was made, in epoch seconds; `undefined` when it is not there. */
  async score(member: string): Promise<number | undefined> {
    const score = await this.#redis.zscore(COOKIES, member);
    return score === null ? undefined : Number(score);
  }

  async add(member: string, score: number): Promise<void> {
    await this.#redis.zadd(COOKIES, score, member);
  }

  /** When the user was last logged out everywhere, in epoch seconds. */
  /** As "log out everywhere" would have written it at that time, in epoch seconds. */
  async addRevocation(username: string, score: number): Promise<void> {
    await this.#redis.zadd(REVOKED, score, username);
  }

  async revokedAt(username: string): Promise<number | undefined> {
    const score = await this.#redis.zscore(REVOKED, username);
    return score === null ? undefined : Number(score);
  }

  /** For how many more seconds a used hook id is remembered. */
  hookIdSeconds(id: string): Promise<number> {
    return this.#redis.ttl(`{${COOKIES}}:hook:${id}`);
  }

  size(): Promise<number> {
    return this.#redis.zcard(COOKIES);
  }

  close(): void {
    this.#redis.disconnect();
  }
}
