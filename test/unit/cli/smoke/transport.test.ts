import { afterEach, describe, expect, test } from '@jest/globals';
import type { Check } from '../../../../cli/smoke/check.ts';
import { defaultEndpoint, hsts, tls } from '../../../../cli/smoke/checks/transport.ts';
import { runChecks } from '../../../../cli/smoke/run-checks.ts';
import type { Target } from '../../../../cli/smoke/target.ts';
import { type Answer, DeploymentDouble } from './deployment-double.ts';

let double: DeploymentDouble;
afterEach(() => double.stop());

async function outcome(
  check: Check,
  answer: Answer,
  changes: (double: DeploymentDouble) => Partial<Target> = () => ({}),
) {
  double = await DeploymentDouble.start(answer);
  const target = double.target({ isLocal: false, ...changes(double) });
  const [result] = await runChecks(target, { checks: [check] });
  return `${result?.outcome}: ${result?.reason}`;
}

const withHsts = (value: string): Answer => {
  return () => ({ status: 200, headers: { 'strict-transport-security': value } });
};

describe('TLS', () => {
  test('is required of a deployment', async () => {
    expect(await outcome(tls, () => ({ status: 200 }))).toBe('fail: wiki no TLS, hooks no TLS');
  });

  test.each([tls, hsts, defaultEndpoint])('is not applicable on this machine: $id', async (check) => {
    const isLocal = () => ({ isLocal: true });
    expect(await outcome(check, () => undefined, isLocal)).toMatch(/^not applicable: an emulator/);
  });
});

describe('Strict-Transport-Security', () => {
  test.each([
    ['max-age=31536000; includeSubDomains', 'pass'],
    ['MAX-AGE="15552000"', 'pass'],
    ['max-age=300', 'fail'],
    ['max-age=0', 'fail'],
    ['nonsense', 'fail'],
  ])('%s: %s', async (value, expected) => {
    expect(await outcome(hsts, withHsts(value))).toMatch(new RegExp(`^${expected}`));
  });

  test('is optional', async () => {
    expect(await outcome(hsts, () => ({ status: 200 }))).toMatch(/^not applicable: the wiki sends no/);
  });
});

describe('the default endpoint', () => {
  const at = ({ port }: DeploymentDouble) => ({
    defaultEndpoints: [new URL(`http://abc123.execute-api.localhost:${port}`)],
  });

  test.each([
    [404, '{"message":"Not Found"}', 'pass: closed, 1 of 1'],
    [404, '<title>No such page</title>', 'fail: http://abc123'],
    [403, '{"message":"Forbidden"}', 'fail: http://abc123'],
    [200, '', 'fail: http://abc123'],
    [302, '', 'fail: http://abc123'],
  ])('answers %i %s: %s', async (status, body, expected) => {
    expect(await outcome(defaultEndpoint, () => ({ status, body }), at)).toContain(expected);
  });

  test('that does not exist is closed', async () => {
    const gone = () => ({ defaultEndpoints: [new URL('http://localhost:1')] });
    expect(await outcome(defaultEndpoint, () => ({ status: 200 }), gone)).toBe('pass: closed, 1 of 1');
  });

  test('must be named with an option', async () => {
    expect(await outcome(defaultEndpoint, () => ({ status: 200 }))).toMatch(/^not applicable: name it/);
  });

  test('is not an address for a wiki', async () => {
    const wikiUrl = new URL('https://abc123.execute-api.eu-west-1.amazonaws.com');
    expect(
      await outcome(
        defaultEndpoint,
        () => ({ status: 200 }),
        () => ({ wikiUrl }),
      ),
    ).toMatch(/^fail: expected a wiki with a domain of its own, got the default endpoint/);
  });
});
