/** Waits for a signal, or for the end of the parent process. */

const PARENT_POLL_MS = 500;

/** The reason to stop, and its exit code. Ctrl-C is the normal end. */
export interface StopRequest {
  reason: string;
  exitCode: number;
}

/**
 * Resolves at a signal, or (with `withParent`) when the parent process has ended: npm passes signals on, but SIGKILL
 * cannot be passed on.
 */
export function stopRequested(withParent: boolean): Promise<StopRequest> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve({ reason: 'Ctrl-C', exitCode: 0 }));
    process.on('SIGTERM', () => resolve({ reason: 'SIGTERM', exitCode: 143 }));
    process.on('SIGHUP', () => resolve({ reason: 'the terminal was closed', exitCode: 129 }));
    if (!withParent) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) resolve({ reason: 'the process that started it is gone', exitCode: 129 });
    }, PARENT_POLL_MS);
    timer.unref();
  });
}
