// Checks, before the first login, that the hooks and the wiki answer and are what the options say.

import { SetupError } from '../cli-error.ts';
import { headerValues } from '../http/http-request.ts';
import { NoAnswerError } from '../http/no-answer-error.ts';
import { describeStatus, readErrorCode } from '../site/hook-error.ts';
import { Site } from '../site/site.ts';
import { Browser } from './browser.ts';
import type { Target } from './target.ts';

/** The hooks accept signatures up to 300 s from their clock. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 240;

/** @throws {SetupError} */
export async function assertReachable(target: Target, signal?: AbortSignal): Promise<void> {
  try {
    const answer = await new Site(target, signal).sendUnsigned('login', '', []);
    if (answer.status !== 401 || readErrorCode(answer) !== 'invalid_signature') {
      throw new SetupError(
        `${target.hooksUrl.href} is not the base of the hooks: an unsigned POST to its /login: ` +
          `expected 401 invalid_signature, got ${describeStatus(answer)}`,
      );
    }
    assertClock(headerValues(answer, 'date')[0]);
    await new Browser(target, signal).send('GET', target.echoPath);
  } catch (error) {
    if (error instanceof NoAnswerError) throw new SetupError(error.message, { cause: error });
    throw error;
  }
}

function assertClock(date: string | undefined): void {
  const seconds = Math.round((Date.now() - Date.parse(date ?? '')) / 1000);
  // NaN without a usable Date: then there is nothing to compare with.
  if (Math.abs(seconds) > MAX_CLOCK_DIFFERENCE_SECONDS) {
    throw new SetupError(
      `this machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the hooks': ` +
        'they would refuse every signature made here',
    );
  }
}
