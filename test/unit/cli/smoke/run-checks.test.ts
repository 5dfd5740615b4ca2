import { afterEach, describe, expect, test } from '@jest/globals';
import { type Check, CheckFailedError, NotApplicableError } from '../../../../cli/smoke/check.ts';
import { CHECKS } from '../../../../cli/smoke/check-list.ts';
import { loginAnswer } from '../../../../cli/smoke/checks/login-answer.ts';
import { runChecks } from '../../../../cli/smoke/run-checks.ts';
import { type Answer, DeploymentDouble } from './deployment-double.ts';

let double: DeploymentDouble;
afterEach(() => double.stop());

const MEMBER = 'a'.repeat(64);
const acceptsAll: Answer = () => ({
  status: 200,
  headers: { 'set-cookie': 'wiki_sso=smoke##k; Path=/' },
  body: JSON.stringify({ member: MEMBER }),
});
const refusesAll: Answer = () => ({
  status: 401,
  body: '{"error":{"code":"invalid_signature","message":"No."}}',
});

function check(id: string, run: Check['run']): Check {
  return { id, title: id, proves: '', run };
}

async function run(answer: Answer, checks: Check[], changes = {}, signal?: AbortSignal) {
  double = await DeploymentDouble.start(answer);
  const results = await runChecks(double.target(changes), { checks, ...(signal && { signal }) });
  return results.map(({ id, outcome, reason }) => ({ id, outcome, reason }));
}

const logouts = () =>
  double.requests.filter(({ path }) => path === '/hooks/logout').map(({ body }) => JSON.parse(body));

describe('results', () => {
  test('are what the checks return or throw', async () => {
    const results = await run(acceptsAll, [
      check('a', async () => 'seen'),
      check('b', () => Promise.reject(new CheckFailedError('something else'))),
      check('c', () => Promise.reject(new NotApplicableError('no TLS'))),
      check('d', () => Promise.reject(new TypeError('a bug'))),
    ]);
    expect(results).toEqual([
      { id: 'a', outcome: 'pass', reason: 'seen' },
      { id: 'b', outcome: 'fail', reason: 'something else' },
      { id: 'c', outcome: 'not applicable', reason: 'no TLS' },
      { id: 'd', outcome: 'fail', reason: 'a bug' },
    ]);
  });

  test('one refused login is one failure', async () => {
    const other = check('other', async ({ site }) => (await site.login()).member);
    const results = await run(refusesAll, [loginAnswer, other]);
    expect(results).toEqual([
      { id: 'login', outcome: 'fail', reason: 'the login hook answered 401 invalid_signature' },
      { id: 'other', outcome: 'not applicable', reason: 'needs a login, and the login failed' },
    ]);
  });

  test('a login that is refused after others were not is a failure of its own', async () => {
    const other = check('other', async ({ site }) => (await site.login()).member);
    expect(await run(refusesAll, [other])).toMatchObject([{ outcome: 'fail' }]);
  });
});

describe('every user who was logged in is logged out everywhere', () => {
  const login = check('login', async ({ site }) => {
    await site.login();
    await site.login({ username: 'second' });
    return '';
  });

  test('at the end', async () => {
    await run(acceptsAll, [login]);
    expect(logouts()).toEqual([{ username: 'smoke' }, { username: 'second' }]);
  });

  test('also after a stop, and checks that did not run have failed', async () => {
    const controller = new AbortController();
    const stop = check('stop', async () => {
      controller.abort();
      return '';
    });
    const results = await run(acceptsAll, [login, stop, login], {}, controller.signal);
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'fail']);
    expect(results[2]?.reason).toBe('the run was stopped');
    expect(logouts()).toHaveLength(2);
  });

  test('also when time runs out during a request', async () => {
    const slow: Answer = (request, body) => (request.url === '/' ? undefined : acceptsAll(request, body));
    const page = check('page', async ({ browser }) => String((await browser.openEcho()).status));
    const results = await run(slow, [login, page], { totalTimeoutMs: 300 });
    expect(results[1]).toMatchObject({ outcome: 'fail', reason: 'the time for the whole run is over' });
    expect(logouts()).toHaveLength(2);
  });

  test('also a user whose login got no answer, since it may have taken effect', async () => {
    const silent: Answer = ({ url }) => (url === '/hooks/login' ? undefined : { status: 200 });
    const results = await run(silent, [login], { requestTimeoutMs: 100 });
    expect(results[0]?.reason).toMatch(/no answer within 0.1 s$/);
    expect(logouts()).toEqual([{ username: 'smoke' }]);
  });

  test('and a logout that fails twice is a failure', async () => {
    const stuck: Answer = (request, body) =>
      request.url === '/hooks/logout' ? { status: 503 } : acceptsAll(request, body);
    const results = await run(stuck, [login]);
    expect(results.at(-1)).toMatchObject({ id: 'cleanup', outcome: 'fail' });
    expect(logouts()).toHaveLength(4);
  });
});

test('every check has an id of its own, a title that fits a table, and says what it proves', async () => {
  double = await DeploymentDouble.start(acceptsAll);
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  for (const { title, proves } of CHECKS) {
    expect(title.length).toBeLessThanOrEqual(64);
    expect(proves).toMatch(/\.$/);
  }
});
