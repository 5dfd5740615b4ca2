/** The least that expire could do: one command. */

import { connect } from './store.ts';

export async function handler(): Promise<unknown> {
  const store = await connect();
  return { removed: await store.zremrangebyscore('bare', '-inf', 0) };
}
