import { afterEach, describe, expect, test } from '@jest/globals';
import { assertReachable } from '../../../../cli/smoke/preflight.ts';
import { type Answer, DeploymentDouble } from './deployment-double.ts';

let double: DeploymentDouble | undefined;
afterEach(async () => {
  await double?.stop();
  double = undefined;
});

const refusal = (date = new Date()) => ({
  status: 401,
  headers: { date: date.toUTCString() },
  body: '{"error":{"code":"invalid_signature","message":"Sign the request."}}',
});

async function preflight(answer: Answer, changes = {}) {
  double = await DeploymentDouble.start(answer);
  return assertReachable(double.target(changes));
}

describe('before the first login', () => {
  test('hooks that refuse an unsigned request, and a wiki that answers, are enough', async () => {
    await expect(
      preflight(({ method }) => (method === 'POST' ? refusal() : { status: 500 })),
    ).resolves.toBeUndefined();
  });

  test('no request is signed', async () => {
    await preflight(() => refusal());
    expect(double?.requests.flatMap(({ headers }) => headers).join()).not.toMatch(/webhook/i);
  });

  test('a wrong hooks URL is reported', async () => {
    await expect(preflight(() => ({ status: 404, body: '{"message":"Not Found"}' }))).rejects.toThrow(
      /\/hooks is not the base of the hooks: .* got 404/,
    );
  });

  test.each([
    [-600, '60[01] s ahead of'],
    [600, '(599|600) s behind'],
  ])('a clock that is %i s off is reported', async (seconds, said) => {
    const date = new Date(Date.now() + seconds * 1000);
    await expect(preflight(() => refusal(date))).rejects.toThrow(new RegExp(`clock is ${said}`));
  });

  test('a host unknown to DNS is reported', async () => {
    const wikiUrl = new URL('http://wiki.example.invalid');
    await expect(preflight(() => refusal(), { wikiUrl })).rejects.toThrow(
      // Without a network the resolver itself is missing.
      /^http:\/\/wiki\.example\.invalid: DNS (knows no address of|did not answer for) wiki\.example\.invalid$/,
    );
  });

  test('a port where nothing listens is reported', async () => {
    const hooksUrl = new URL('http://localhost:1/hooks');
    await expect(preflight(() => refusal(), { hooksUrl })).rejects.toThrow('nothing listens on port 1');
  });

  test('a missing answer is reported', async () => {
    await expect(preflight(() => undefined, { requestTimeoutMs: 100 })).rejects.toThrow(
      'no answer within 0.1 s',
    );
  });
});
