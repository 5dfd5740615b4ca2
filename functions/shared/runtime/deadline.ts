/** One attempt took longer than it may. */
export class AttemptTimeout extends Error {
  override readonly name = 'AttemptTimeout';
}

/**
 * Waits for a promise, but not for ever.
 * @param limitMs milliseconds
 * @throws AttemptTimeout when the limit passes first; the promise's own later failure is swallowed
 */
export function withinMs<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AttemptTimeout()), Math.max(0, limitMs));
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
