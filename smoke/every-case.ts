import { Failed } from './check.ts';

/** Few enough that neither a small wiki nor the hooks' throttling notices. */
const AT_ONCE = 4;
const NAMED = 3;

/**
 * Tries all cases of a check, a few at a time.
 * @returns how many there were
 * @throws {Failed} that names the first cases that failed and how many did
 */
export async function everyCase<T>(cases: readonly T[], run: (one: T) => Promise<void>): Promise<number> {
  const problems: string[] = [];
  const waiting = [...cases];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      try {
        await run(one);
      } catch (error) {
        // Anything but a case's own failure, such as a refused login, is about the whole check.
        if (!(error instanceof Failed)) throw error;
        problems.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (problems.length === 0) return cases.length;
  const more = problems.length > NAMED ? `; and ${problems.length - NAMED} more` : '';
  throw new Failed(
    `${problems.length} of ${cases.length} failed: ${problems.slice(0, NAMED).join('; ')}${more}`,
  );
}
