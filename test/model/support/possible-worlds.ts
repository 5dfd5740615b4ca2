import type { Redis } from 'ioredis';
import { SECOND, World } from './world.ts';

/** The system did what no possible world allows. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** More than this, and the store itself is asked which are real. */
const MOST_WORLDS = 8;

/**
 * All that may be the case. An acknowledged step is the case in each; one without an answer may have happened, or not,
 * and doubles them; each thing seen afterwards removes the worlds in which it could not be.
 */
export class PossibleWorlds {
  #worlds: World[] = [new World()];

  get count(): number {
    return this.#worlds.length;
  }

  /** One of them, for steps that only want to choose something interesting. */
  get some(): World {
    return this.#worlds[0] as World;
  }

  /**
   * Something was seen.
   * @param predict what a world would have shown, which may change it; undefined when it cannot tell
   * @param agrees whether that is what was seen
   * @throws Violation when it is possible in none
   */
  observe<T>(
    seen: unknown,
    predict: (world: World) => T | undefined,
    agrees: (predicted: T) => boolean,
  ): void {
    const predictions: T[] = [];
    const possible = this.#worlds.filter((world) => {
      const predicted = predict(world);
      if (predicted === undefined) return true;
      predictions.push(predicted);
      return agrees(predicted);
    });
    if (possible.length === 0) {
      throw new Violation(`seen ${JSON.stringify(seen)}, possible only ${JSON.stringify(predictions)}`);
    }
    this.#worlds = possible;
  }

  /** Something may have happened, in one of these ways. */
  fork(ways: (world: World) => World[]): void {
    const forked = new Map(this.#worlds.flatMap(ways).map((world) => [world.fingerprint, world]));
    this.#worlds = [...forked.values()];
  }

  /** When there are many, looks into the store. */
  async limit(store: Redis): Promise<void> {
    if (this.#worlds.length > MOST_WORLDS) await this.compareWith(store);
  }

  /**
   * Compares with what is in the store, to the microsecond: nothing lost, nothing left over.
   * @throws Violation
   */
  async compareWith(store: Redis): Promise<void> {
    const cookies = await scores(store, 'wiki_cookie_keys');
    const revocations = await scores(store, '{wiki_cookie_keys}:revoked');
    const ids = (await store.keys('{wiki_cookie_keys}:hook:*')).map((key) =>
      key.slice('{wiki_cookie_keys}:hook:'.length),
    );
    this.observe(
      `${cookies.size} cookies, ${revocations.size} revocations, ${ids.length} used ids in the store`,
      (world) => differences(world, cookies, revocations, ids),
      (found) => found.length === 0,
    );
    this.#worlds.length = 1;
  }
}

async function scores(store: Redis, key: string): Promise<Map<string, number>> {
  const flat = (await store.call('ZRANGE', key, 0, -1, 'WITHSCORES')) as (
    | string
    | [string, string | number]
  )[];
  // RESP3 gives pairs, RESP2 a flat list.
  const texts = flat.flat();
  const found = new Map<string, number>();
  for (let i = 0; i < texts.length; i += 2)
    found.set(String(texts[i]), Math.round(Number(texts[i + 1]) * SECOND));
  return found;
}

function differences(
  world: World,
  cookies: ReadonlyMap<string, number>,
  revocations: ReadonlyMap<string, number>,
  ids: readonly string[],
): string[] {
  const found: string[] = [];
  const near = (a: number, b: number) => Math.abs(a - b) <= 2;
  const compare = (what: string, model: ReadonlyMap<string, number>, store: ReadonlyMap<string, number>) => {
    // Cookies of logins without an answer: nobody knows their members, only when they were made.
    const nameless: number[] = [];
    for (const [name, score] of model) {
      const stored = store.get(name);
      if (name.startsWith(NAMELESS)) nameless.push(score);
      else if (stored === undefined) found.push(`${what} ${name.slice(0, 20)} lost`);
      else if (!near(stored, score)) found.push(`${what} ${name.slice(0, 20)} at ${stored}, not ${score}`);
    }
    for (const [name, score] of store) {
      if (model.has(name)) continue;
      const match = nameless.findIndex((at) => near(at, score));
      if (match < 0) found.push(`${what} ${name.slice(0, 20)} left over`);
      else nameless.splice(match, 1);
    }
    if (nameless.length > 0) found.push(`${what}s without a name lost: ${nameless.length}`);
  };
  compare('cookie', world.cookies, cookies);
  compare('revocation', world.revocations, revocations);
  if (ids.length !== world.usedIds.size || ids.some((id) => !world.usedIds.has(id)))
    found.push('other used ids');
  return found;
}

/** How the member of a login without an answer begins. */
export const NAMELESS = '?';
