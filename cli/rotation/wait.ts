import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from '../terminal/terminal.ts';

/** A signature that does not match has a function read the secret again, but at most every 30 s. */
const NOTICE_LIMIT_MS = 60_000;
const PAUSE_MS = 1000;

/** Waits for the caches of running functions to run out. */
export async function waitForCaches(terminal: Terminal, ms: number): Promise<void> {
  if (ms === 0) return;
  terminal.say(`Waiting ${ms / 1000} s until every running function has read it …`);
  await sleep(ms);
}

/** Asks again and again. @returns whether it held before a minute was over */
export async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + NOTICE_LIMIT_MS;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > deadline) return false;
    await sleep(PAUSE_MS);
  }
}
