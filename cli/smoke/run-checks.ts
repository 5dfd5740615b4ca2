// Runs the smoke checks one after the other, and logs out every user that they logged in.

import { NoAnswerError } from '../http/no-answer-error.ts';
import { LoginRefusedError, Site } from '../site/site.ts';
import { Browser } from './browser.ts';
import { type Check, type CheckContext, NotApplicableError } from './check.ts';
import { CHECKS } from './check-list.ts';
import type { CheckOutcome, CheckResult } from './check-results.ts';
import { LOGIN_CHECK_ID } from './checks/login-answer.ts';
import type { Target } from './target.ts';

export interface RunOptions {
  readonly checks?: readonly Check[];
  /** Ends the run early; the users are logged out all the same. */
  readonly signal?: AbortSignal;
  readonly onResult?: (result: CheckResult) => void;
}

/** Of a logout: a second one, under a new id, in case the first got no answer. */
const LOGOUT_ATTEMPTS = 2;

/**
 * Runs the checks against a live deployment, then logs out everywhere all users that were logged in.
 * @returns a result for every check, in their order; a check that the run had no time for has failed
 */
export async function runChecks(target: Target, options: RunOptions = {}): Promise<CheckResult[]> {
  const { checks = CHECKS, onResult = () => {} } = options;
  const timeLimit = AbortSignal.timeout(target.totalTimeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeLimit]) : timeLimit;
  const site = new Site(target, signal);
  const context: CheckContext = { target, site, browser: new Browser(target, signal) };
  const results: CheckResult[] = [];
  const add = (result: CheckResult) => {
    results.push(result);
    onResult(result);
  };
  try {
    for (const check of checks) {
      const loginFailed = results.some(({ id, outcome }) => id === LOGIN_CHECK_ID && outcome === 'fail');
      add(signal.aborted ? notRun(check, timeLimit) : await runCheck(check, context, loginFailed, timeLimit));
    }
  } finally {
    const failed = await logOutEverywhere(target, site.usernames);
    if (failed.length > 0) add(cleanupFailed(failed));
  }
  return results;
}

async function runCheck(
  check: Check,
  context: CheckContext,
  loginFailed: boolean,
  timeLimit: AbortSignal,
): Promise<CheckResult> {
  const started = performance.now();
  const result = (outcome: CheckOutcome, reason: string): CheckResult => ({
    ...named(check),
    outcome,
    reason,
    durationMs: Math.round(performance.now() - started),
  });
  try {
    return result('pass', await check.run(context));
  } catch (error) {
    if (error instanceof NotApplicableError) return result('not applicable', error.message);
    // One broken login is one failure, not twenty.
    if (error instanceof LoginRefusedError && loginFailed)
      return result('not applicable', 'needs a login, and the login failed');
    if (error instanceof NoAnswerError && error.isAborted) return result('fail', stopReason(timeLimit));
    return result('fail', error instanceof Error ? error.message : String(error));
  }
}

function notRun(check: Check, timeLimit: AbortSignal): CheckResult {
  return { ...named(check), outcome: 'fail', reason: stopReason(timeLimit), durationMs: 0 };
}

function stopReason(timeLimit: AbortSignal): string {
  return timeLimit.aborted ? 'the time for the whole run is over' : 'the run was stopped';
}

function named({ id, title, proves }: Check): Pick<CheckResult, 'id' | 'title' | 'proves'> {
  return { id, title, proves };
}

/** Needs a site of its own, without the run's time limit: it also runs after the checks were stopped. */
async function logOutEverywhere(target: Target, usernames: readonly string[]): Promise<string[]> {
  const site = new Site(target);
  const failed: string[] = [];
  for (const username of usernames) {
    if (!(await isLoggedOut(site, username))) failed.push(username);
  }
  return failed;
}

async function isLoggedOut(site: Site, username: string): Promise<boolean> {
  for (let i = 0; i < LOGOUT_ATTEMPTS; i++) {
    try {
      if ((await site.send('logout', { username })).status === 200) return true;
    } catch {
      // The result of the run reports it.
    }
  }
  return false;
}

function cleanupFailed(usernames: readonly string[]): CheckResult {
  return {
    id: 'cleanup',
    title: 'No smoke user stays logged in',
    proves: 'The sessions that the checks opened have ended.',
    outcome: 'fail',
    reason: `could not log out ${usernames.join(', ')}: their sessions live until they are too old`,
    durationMs: 0,
  };
}
