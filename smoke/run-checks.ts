import { Browser } from './browser.ts';
import { type Check, NotApplicable, type Stage } from './check.ts';
import { CHECKS } from './check-list.ts';
import { LOGIN_CHECK_ID } from './checks/login-answer.ts';
import { NoAnswer } from './http/no-answer.ts';
import { logOutEverywhere } from './log-out-everywhere.ts';
import { LoginRefused, Site } from './site.ts';
import type { Target } from './target.ts';

export type Outcome = 'pass' | 'fail' | 'not applicable';

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly proves: string;
  readonly outcome: Outcome;
  /** One line: what was seen, or why not. */
  readonly reason: string;
  readonly durationMs: number;
}

export interface RunOptions {
  readonly checks?: readonly Check[];
  /** Ends the run early; what was logged in is logged out all the same. */
  readonly signal?: AbortSignal;
  readonly onResult?: (result: CheckResult) => void;
}

/**
 * Runs the checks against a live deployment, one after the other, and logs out everywhere whoever was logged in.
 * @returns a result for every check, in their order; one that the run had no time for has failed
 */
export async function runChecks(target: Target, options: RunOptions = {}): Promise<CheckResult[]> {
  const { checks = CHECKS, onResult = () => {} } = options;
  const timeLimit = AbortSignal.timeout(target.totalTimeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeLimit]) : timeLimit;
  const site = new Site(target, signal);
  const stage: Stage = { target, site, browser: new Browser(target, signal) };
  const results: CheckResult[] = [];
  const note = (result: CheckResult) => {
    results.push(result);
    onResult(result);
  };
  try {
    for (const check of checks) {
      const loginFailed = results.some(({ id, outcome }) => id === LOGIN_CHECK_ID && outcome === 'fail');
      note(signal.aborted ? notRun(check, timeLimit) : await runCheck(check, stage, loginFailed, timeLimit));
    }
  } finally {
    const { failed } = await logOutEverywhere(target, site.usernames);
    if (failed.length > 0) note(cleanupFailed(failed));
  }
  return results;
}

async function runCheck(
  check: Check,
  stage: Stage,
  loginFailed: boolean,
  timeLimit: AbortSignal,
): Promise<CheckResult> {
  const started = performance.now();
  const result = (outcome: Outcome, reason: string): CheckResult => ({
    ...named(check),
    outcome,
    reason,
    durationMs: Math.round(performance.now() - started),
  });
  try {
    return result('pass', await check.run(stage));
  } catch (error) {
    if (error instanceof NotApplicable) return result('not applicable', error.message);
    // One broken login is one failure, not twenty.
    if (error instanceof LoginRefused && loginFailed)
      return result('not applicable', 'needs a login, and the login failed');
    if (error instanceof NoAnswer && error.code === 'ABORT_ERR') return result('fail', stopReason(timeLimit));
    return result('fail', error instanceof Error ? error.message : String(error));
  }
}

function notRun(check: Check, timeLimit: AbortSignal): CheckResult {
  return { ...named(check), outcome: 'fail', reason: stopReason(timeLimit), durationMs: 0 };
}

function stopReason(timeLimit: AbortSignal): string {
  return timeLimit.aborted ? 'the time for the whole run is over' : 'the run was stopped';
}

function cleanupFailed(usernames: readonly string[]): CheckResult {
  return {
    id: 'cleanup',
    title: 'Nobody stays logged in',
    proves: 'The sessions that the checks opened have ended.',
    outcome: 'fail',
    reason: `could not log out ${usernames.join(', ')}: their sessions live on until they are too old`,
    durationMs: 0,
  };
}

function named({ id, title, proves }: Check): Pick<CheckResult, 'id' | 'title' | 'proves'> {
  return { id, title, proves };
}
