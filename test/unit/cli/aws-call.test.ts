import { describe, expect, test } from '@jest/globals';
import { AwsCallFailed, askAws, explainAwsError } from '../../../cli/aws/aws-call.ts';
import { look } from '../../../cli/doctor/finding.ts';

const named = (name: string, message = 'User: arn:aws:iam::1:user/x is not authorized') =>
  Object.assign(new Error(message), { name });

describe('a call to AWS that fails', () => {
  test.each([
    ['AccessDeniedException', 'not-allowed', 'not allowed: needs s:Do on it'],
    ['AuthorizationErrorException', 'not-allowed', 'not allowed: needs s:Do on it'],
    ['ExpiredTokenException', 'no-credentials', 'expired'],
    ['UnrecognizedClientException', 'no-credentials', 'does not take'],
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
    [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'other'],
    ['thrown text', 'other'],
  ])('%s', (error, fault) => {
    const [seen, why] = explainAwsError(error, 'x');
    expect([seen, why]).toEqual([fault, expect.stringMatching(/./)]);
  });

  test('says what was asked for', async () => {
    const call = askAws({ what: 'the schedule', needs: 'scheduler:GetSchedule' }, () =>
      Promise.reject(named('AccessDenied')),
    );
    await expect(call).rejects.toThrow(AwsCallFailed);
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
  ])('at what ends in %s is %s', async (name, level) => {
    expect(await look('thing', failing(name))).toEqual([expect.objectContaining({ about: 'thing', level })]);
  });

  test('at what breaks otherwise fails, with the advice for it', async () => {
    const findings = await look('thing', () => Promise.reject(new Error('broken')), 'mend it');
    expect(findings).toEqual([{ level: 'fail', about: 'thing', seen: 'broken', advice: 'mend it' }]);
  });
});
