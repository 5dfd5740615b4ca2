import { describe, expect, test } from '@jest/globals';
import { AwsCallError, askAws, readPages, withClient } from '../../../cli/aws/aws-call.ts';
import { explainAwsError } from '../../../cli/aws/aws-error.ts';
import { look } from '../../../cli/doctor/finding.ts';

const named = (name: string, message = 'User: arn:aws:iam::1:user/x is not authorized') =>
  Object.assign(new Error(message), { name });

const coded = (code: string, message = code, more = {}) =>
  Object.assign(new Error(message), { code, ...more });
const LOAD = 'Could not load credentials from any providers';

describe('a call to AWS that fails', () => {
  test.each<[what: string, error: Error, environment: NodeJS.ProcessEnv, fault: string, words: string]>([
    ['without credentials', named('CredentialsProviderError', LOAD), {}, 'no-credentials', '--local'],
    [
      'with a profile that does not exist',
      named('CredentialsProviderError', LOAD),
      { AWS_PROFILE: 'nope' },
      'no-credentials',
      'from the profile nope: AWS_PROFILE names it',
    ],
    [
      'with a profile that asks for a code',
      named('CredentialsProviderError', 'Profile x requires multi-factor authentication'),
      { AWS_PROFILE: 'x' },
      'no-credentials',
      'requires multi-factor',
    ],
    [
      'with an SSO session that has ended',
      named('CredentialsProviderError', 'The SSO session associated with this profile is invalid.'),
      { AWS_PROFILE: 'work' },
      'no-credentials',
      'aws sso login --profile work',
    ],
    ['with an SSO token', named('TokenProviderError', 'Token is expired'), {}, 'no-credentials', 'expired'],
    ['without a region', named('Error', 'Region is missing'), {}, 'no-credentials', '--local'],
    [
      'with a profile without a region',
      named('Error', 'Region is missing'),
      { AWS_PROFILE: 'nope' },
      'no-credentials',
      'in the profile nope, if there is one',
    ],
    [
      'with a region name that is invalid',
      named('Error', 'Region not accepted: region="a b" is not a valid hostname component.'),
      { AWS_REGION: 'a b' },
      'no-credentials',
      '"a b" is no region',
    ],
    [
      'in a region that does not exist',
      coded('ENOTFOUND', 'getaddrinfo ENOTFOUND sts.eu.amazonaws.com', { hostname: 'sts.eu.amazonaws.com' }),
      {},
      'unreachable',
      'DNS finds no sts.eu.amazonaws.com: is the region right (AWS_REGION)',
    ],
    ['without DNS', coded('EAI_AGAIN', 'x', { hostname: 'a.b' }), {}, 'unreachable', 'DNS finds no a.b'],
    [
      'with no emulator listening',
      coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:4566'),
      {},
      'unreachable',
      'nothing listens at 127.0.0.1:4566: is what npm start runs still up?',
    ],
    [
      'with a custom endpoint that does not listen',
      coded('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:1'),
      { AWS_ENDPOINT_URL: 'http://10.0.0.1:1' },
      'unreachable',
      'is AWS_ENDPOINT_URL (http://10.0.0.1:1) right',
    ],
    [
      'with a custom endpoint that is not a URL',
      coded('ERR_INVALID_URL', 'Invalid URL'),
      { AWS_ENDPOINT_URL: '127.0.0.1' },
      'no-credentials',
      'AWS_ENDPOINT_URL: expected a URL or nothing, got "127.0.0.1"',
    ],
    [
      'without a network',
      coded('ENETUNREACH', 'connect ENETUNREACH 1.2.3.4:443'),
      {},
      'unreachable',
      '1.2.3.4:443',
    ],
    [
      'behind a proxy that decrypts TLS',
      coded('SELF_SIGNED_CERT_IN_CHAIN'),
      {},
      'unreachable',
      'NODE_EXTRA_CA_CERTS',
    ],
    [
      'without its token file',
      coded('ENOENT', "ENOENT: no such file or directory, open '/run/token'", { syscall: 'open' }),
      {},
      'no-credentials',
      '/run/token',
    ],
    [
      'because of a slow clock',
      named('SignatureDoesNotMatch', 'Signature expired: 20200101T000000Z is now earlier than …'),
      {},
      'no-credentials',
      "this machine's clock is wrong",
    ],
    ['because of a fast clock', named('RequestTimeTooSkewed', 'x'), {}, 'no-credentials', 'clock'],
    [
      'with a key of another account',
      named('InvalidClientTokenId', 'x'),
      {},
      'no-credentials',
      'does not accept',
    ],
    ['without an answer', named('TimeoutError', 'x'), {}, 'other', 'did not answer in time'],
    ['cut off', coded('ECONNRESET', 'read ECONNRESET'), {}, 'other', 'cut before an answer'],
    ['too often', named('ThrottlingException', 'Rate exceeded'), {}, 'other', 'throttles this account'],
  ])('%s names the reason and a remedy', (_, error, environment, fault, words) => {
    const [seen, why] = explainAwsError(error, 'x', environment);
    expect([seen, why]).toEqual([fault, expect.stringContaining(words)]);
  });

  test.each([
    ['AccessDeniedException', 'not-allowed', 'not allowed: needs s:Do on it'],
    ['AuthorizationErrorException', 'not-allowed', 'not allowed: needs s:Do on it'],
    ['ExpiredTokenException', 'no-credentials', 'expired'],
    ['UnrecognizedClientException', 'no-credentials', 'does not accept'],
    ['CredentialsProviderError', 'no-credentials', 'AWS_PROFILE'],
    ['ResourceNotFoundException', 'not-found', 'there is none'],
    ['NotImplemented', 'not-available', 'not available here'],
  ])('with %s is %s: %s', (name, fault, words) => {
    const [seen, why] = explainAwsError(named(name), 's:Do on it');
    expect([seen, why]).toEqual([fault, expect.stringContaining(words)]);
  });

  test.each([
    [named('ValidationError', 'Stack with id X does not exist'), 'not-found'],
    [named('ValidationError', 'something else'), 'other'],
    [named('Error', 'Region is missing'), 'no-credentials'],
    [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'unreachable'],
    [new AggregateError([coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:80')]), 'unreachable'],
    ['thrown text', 'other'],
  ])('%s', (error, fault) => {
    const [seen, why] = explainAwsError(error, 'x');
    expect([seen, why]).toEqual([fault, expect.stringMatching(/./)]);
  });

  test('names the call', async () => {
    const call = askAws({ what: 'the schedule', needs: 'scheduler:GetSchedule' }, () =>
      Promise.reject(named('AccessDenied')),
    );
    await expect(call).rejects.toThrow(AwsCallError);
    await expect(call).rejects.toThrow('the schedule: not allowed: needs scheduler:GetSchedule');
  });
});

describe("doctor's look", () => {
  const failing = (name: string) => () =>
    askAws({ what: 'it', needs: 'x:Y' }, () => Promise.reject(named(name)));
  test.each([
    ['AccessDenied', 'warn'],
    ['NotImplemented', 'n/a'],
    ['ExpiredToken', 'fail'],
  ])('at a call that fails with %s gives %s', async (name, level) => {
    expect(await look('thing', failing(name))).toEqual([expect.objectContaining({ about: 'thing', level })]);
  });

  test('at anything else that throws gives fail, with the advice', async () => {
    const findings = await look('thing', () => Promise.reject(new Error('broken')), 'mend it');
    expect(findings).toEqual([{ level: 'fail', about: 'thing', seen: 'broken', advice: 'mend it' }]);
  });
});

describe('a client', () => {
  const call = { what: 'it', needs: 'x:Y' };
  test.each([
    ['an answer', () => Promise.resolve('answer')],
    ['a failure', () => Promise.reject(named('AccessDenied'))],
  ])('is closed after %s', async (_, run) => {
    let closed = 0;
    const client = { destroy: () => (closed += 1) };
    await withClient(client, call, run).catch((error) => expect(error).toBeInstanceOf(AwsCallError));
    expect(closed).toBe(1);
  });
});

test.each([
  [1, [1]],
  [2, [1, 2]],
  [9, [1, 2, 3]],
])('of a list in three pages, at most %i are read', async (maxPages, expected) => {
  const seen: (string | undefined)[] = [];
  const items = await readPages(maxPages, async (token) => {
    seen.push(token);
    const page = Number(token ?? 1);
    return { items: [page], nextToken: page < 3 ? String(page + 1) : undefined };
  });
  expect(items).toEqual(expected);
  expect(seen[0]).toBeUndefined();
});
