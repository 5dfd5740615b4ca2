const PARENT_POLL_MS = 500;

/** Why to stop, and the exit code that says so. Ctrl-C is the normal end. */
export interface StopRequest {
  reason: string;
  exitCode: number;
}

/**
 * Resolves when this process is asked to end: by a signal, or because npm is gone. npm passes signals on, but a
 * shell in between may die of them alone, and nothing passes on a SIGKILL.
 */
export function stopRequested(): Promise<StopRequest> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve({ reason: 'Ctrl-C', exitCode: 0 }));
    process.on('SIGTERM', () => resolve({ reason: 'SIGTERM', exitCode: 143 }));
    process.on('SIGHUP', () => resolve({ reason: 'the terminal was closed', exitCode: 129 }));
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) resolve({ reason: 'npm is gone', exitCode: 129 });
    }, PARENT_POLL_MS);
    timer.unref();
  });
}
