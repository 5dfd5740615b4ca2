/** Starts watchdog.sh, which ends the parts when `npm start` is killed. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './paths.ts';

/** Ends the parts after this process was killed and could not end them itself (see watchdog.sh). */
export class Watchdog {
  readonly #child;

  constructor(endpointsFile: string) {
    this.#child = spawn('/bin/sh', [join(ROOT, 'local', 'watchdog.sh'), endpointsFile], {
      // In its own session, so that Ctrl-C in the terminal does not reach it.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child.stdin.on('error', () => {});
  }

  watch(group: number): void {
    this.#child.stdin.write(`+ ${group}\n`);
  }

  forget(group: number): void {
    this.#child.stdin.write(`- ${group}\n`);
  }

  close(): void {
    this.#child.stdin.end();
  }
}
