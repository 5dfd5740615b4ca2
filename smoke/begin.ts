import { Browser } from './browser.ts';
import { CannotBegin } from './cannot-begin.ts';
import { headerValues } from './http/http-request.ts';
import { NoAnswer } from './http/no-answer.ts';
import { readErrorCode } from './read-error-code.ts';
import { Site } from './site.ts';
import type { Target } from './target.ts';

/** The hooks take signatures up to 300 s from their clock. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 240;

/**
 * Looks whether both ends are there and are what they are said to be, before anyone is logged in.
 * @throws {CannotBegin}
 */
export async function assertReachable(target: Target, signal?: AbortSignal): Promise<void> {
  try {
    const answer = await new Site(target, signal).sendUnsigned('login', '', []);
    if (answer.status !== 401 || readErrorCode(answer) !== 'invalid_signature') {
      throw new CannotBegin(
        `${target.hooksUrl.href} is not the hooks' base: an unsigned POST to its /login was answered ` +
          `${answer.status}, not 401 invalid_signature`,
      );
    }
    assertClock(headerValues(answer, 'date')[0]);
    await new Browser(target, signal).send('GET', target.echoPath);
  } catch (error) {
    if (error instanceof NoAnswer) throw new CannotBegin(error.message, { cause: error });
    throw error;
  }
}

function assertClock(date: string | undefined): void {
  const seconds = Math.round((Date.now() - Date.parse(date ?? '')) / 1000);
  // Without a usable Date there is nothing to compare with.
  if (Math.abs(seconds) > MAX_CLOCK_DIFFERENCE_SECONDS) {
    throw new CannotBegin(
      `this machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the hooks': ` +
        'no signature made here would count',
    );
  }
}
