// Waits until running functions use a new secret.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '../terminal/terminal.ts';

/** After a signature that does not match, a function reads the secret again, at most every 30 s. */
const NOTICE_LIMIT_MS = 60_000;
const PAUSE_MS = 1000;

/** Waits until the caches of running functions have expired. */
export async function waitForCaches(terminal: Terminal, ms: number): Promise<void> {
  if (ms === 0) return;
  terminal.say(`Waiting ${ms / 1000} s until every running function has read it …`);
  await sleep(ms);
}

/** Tests a condition every second. @returns whether it held within a minute */
export async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + NOTICE_LIMIT_MS;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
    await sleep(PAUSE_MS);
  }
}
