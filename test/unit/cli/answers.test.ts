import { describe, expect, test } from '@jest/globals';
import { readCookie } from '../../../cli/commands/whois.ts';
import { parseAuthorizerAnswer } from '../../../cli/deployment/ask-authorizer.ts';
import { readCounts } from '../../../cli/deployment/expire.ts';
import { readPruneLine } from '../../../cli/deployment/last-prune.ts';
import { describeHookAnswer } from '../../../cli/site/hook-error.ts';
import { keyId, parseAssertionKey, signAssertion } from '../../../functions/authorizer/identity-assertion.ts';
import { formatRecord } from '../../../functions/shared/runtime/log-record.ts';

const KEY = 'an assertion key of more than thirty-two bytes';
const frame = {
  issuer: 'wiki-sso',
  audience: 'wiki.example.com',
  sessionId: 'd1d5458cb2597c11',
  issuedAt: 1,
};
const context = { username: 'x', email: '', assertion: '', reason: '' };
const answerFor = (email: string) => ({
  isAuthorized: true,
  context: {
    ...context,
    assertion: signAssertion(parseAssertionKey(KEY), { username: 'Zoë', email }, frame),
  },
});

describe("the authorizer's answer", () => {
  test('gives the user, the session and the id of the key, but not the assertion', () => {
    expect(parseAuthorizerAnswer(answerFor('zoe@example.com'))).toEqual({
      ...{ isLive: true, username: 'Zoë', email: 'zoe@example.com' },
      ...{ sid: 'd1d5458cb2597c11', kid: keyId(Buffer.from(KEY)) },
    });
    expect(parseAuthorizerAnswer(answerFor(''))).toMatchObject({ email: '' });
  });

  test.each([
    [true, 'dead-cookie'],
    [false, 'no-cookie'],
  ])('gives the reason for an anonymous visitor, allowed or not (%s)', (isAuthorized, reason) => {
    const parsed = parseAuthorizerAnswer({ isAuthorized, context: { ...context, reason } });
    expect(parsed).toEqual({ isLive: false, reason });
  });

  test.each<[unknown]>([
    [undefined],
    [{}],
    [{ context }],
    [{ context: { ...context, assertion: 'a.b.c' } }],
    [{ context: { ...context, assertion: `${Buffer.from('{}').toString('base64url')}.e30.x` } }],
    [{ errorType: 'UnknownWiki' }],
  ])('%j is refused', (answer) => {
    expect(parseAuthorizerAnswer(answer)).toBeUndefined();
  });
});

describe('a cookie as it was pasted', () => {
  test.each([
    ['alice#a@example.com#00', 'alice#a@example.com#00'],
    ['wiki_sso=alice##00', 'alice##00'],
    ['Cookie: a=b; wiki_sso="alice##00"; c=d', 'alice##00'],
  ])('%j', (text, value) => {
    expect(readCookie(text, 'wiki_sso')).toBe(value);
  });

  test.each(['', 'a b', 'session=x; other=y'])('%j is refused', (text) => {
    expect(() => readCookie(text, 'wiki_sso')).toThrow();
  });
});

describe("expire's log", () => {
  const line = (outcome: 'pruned' | 'stopped_early' | 'counted', fields = {}) =>
    formatRecord(
      {
        function: 'expire',
        requestId: 'r',
        outcome,
        latencyMs: 12.5,
        fields: { removed: 3, total: 9, remaining: 0, ...fields },
      },
      Date.UTC(2026, 10, 24),
    );

  test('shows a run that pruned', () => {
    expect(readPruneLine(line('pruned'))).toEqual({
      ...{ at: new Date('2026-11-24T00:00:00Z'), removed: 3, remaining: 0, durationMs: 12.5 },
    });
    expect(readPruneLine(line('stopped_early', { remaining: 7 }))?.remaining).toBe(7);
  });

  test.each([
    ['a dry run', line('counted')],
    ["Lambda's own line", 'START RequestId: 1 Version: $LATEST'],
    ['a number', '1'],
    ['null', 'null'],
    ['another function', line('pruned').replace('expire', 'authorizer')],
    ['a line without its counts', line('pruned').replace('"removed":3,', '')],
    ['a line without its time', line('pruned').replace('2026-11', '')],
  ])('%s is not a run', (_, text) => {
    expect(readPruneLine(text)).toBeUndefined();
  });
});

test('counts are numbers of at least 0, all of them', () => {
  expect(readCounts({ a: 0, b: 1.5, c: 'x' }, ['a', 'b'])).toEqual({ a: 0, b: 1.5 });
  expect(readCounts({ a: -1 }, ['a'])).toBeUndefined();
  expect(readCounts({ a: '1' }, ['a'])).toBeUndefined();
  expect(readCounts(undefined, ['a'])).toBeUndefined();
});

test("a hook's refusal becomes one line", () => {
  const answer = (status: number, body: string) =>
    describeHookAnswer({ status, body, headers: [], tlsVersion: undefined });
  expect(answer(401, '{"error":{"code":"c","message":"a\\nb\\u001b"}}')).toBe('401 c: a b\\u001b');
  expect(answer(502, '<html>')).toBe('502');
});
