// Calls back at a signal or when the parent process ends.

import { constants } from 'node:os';

const PARENT_POLL_MS = 500;
const REASONS = { SIGINT: 'Ctrl-C', SIGTERM: 'SIGTERM', SIGHUP: 'the terminal was closed' };

/**
 * Calls `onStop` once with the reason. Watching the parent is needed because npm passes SIGTERM on to a shell, and not
 * every shell passes it on; SIGKILL cannot be passed on at all.
 * @returns an object whose `forget()` ends the watch
 */
export function stopSignal(onStop) {
  const parent = process.ppid;
  let done = false;
  const stop = (signal, reason) => {
    if (done) return;
    done = true;
    onStop({ reason, exitCode: 128 + constants.signals[signal] });
  };
  const handlers = Object.entries(REASONS).map(([signal, reason]) => [signal, () => stop(signal, reason)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop('SIGHUP', 'the process that started it is gone');
  }, PARENT_POLL_MS);
  timer.unref();
  return {
    forget() {
      clearInterval(timer);
      for (const [signal, handler] of handlers) process.off(signal, handler);
    },
  };
}
