/** Limits how long a function waits for a promise. */

/** An attempt took longer than its limit. */
export class AttemptTimeoutError extends Error {
  override readonly name = 'AttemptTimeout';
}

/**
 * Waits for a promise for at most `limitMs` milliseconds.
 * @throws AttemptTimeoutError if the limit passes first; a later failure of the promise itself is then ignored
 */
export function withinMs<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AttemptTimeoutError()), Math.max(0, limitMs));
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
