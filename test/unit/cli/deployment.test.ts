import { describe, expect, test } from '@jest/globals';
import { readDeployment, wikiOf } from '../../../cli/deployment/deployment.ts';
import { defaultEndpoints } from '../../../cli/smoke/read-target.ts';

const OUTPUTS = {
  HooksUrl: 'https://hooks.example.com/hooks',
  HooksApiId: 'hooks1',
  HookSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:Hook-AbCdEf',
  ExpireFunctionName: 'expire',
  ExpireLogGroupName: 'expire-log',
  ExpireScheduleName: 'schedule',
  AuthorizerFunctionName: 'authorizer',
  CookieName: 'wiki_sso',
  AlarmTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
  Wiki0Url: 'https://wiki.example.com',
  Wiki0ApiId: 'wiki1',
  Wiki0AssertionSecretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:Wiki-AbCdEf',
};
const SECOND = {
  Wiki1Url: 'https://intranet.example.com',
  Wiki1ApiId: 'wiki2',
  Wiki1AssertionSecretArn: 'arn:2',
};
const PLACE = { stackName: 'WikiSso', isLocal: false, aws: {} };

describe('a deployment', () => {
  test('is read from the outputs of its stack', () => {
    const { hooksUrl, wikis, cookieName } = readDeployment(PLACE, {
      ...OUTPUTS,
      ...SECOND,
      Wiki1DnsTarget: 'd',
    });
    expect([hooksUrl.href, cookieName]).toEqual([OUTPUTS.HooksUrl, 'wiki_sso']);
    expect(wikis.map(({ apiId, dnsTarget }) => [apiId, dnsTarget])).toEqual([
      ['wiki1', undefined],
      ['wiki2', 'd'],
    ]);
  });

  test.each(Object.keys(OUTPUTS))('without the output %s is refused with its name', (name) => {
    const outputs = Object.fromEntries(Object.entries(OUTPUTS).filter(([key]) => key !== name));
    expect(() => readDeployment(PLACE, outputs)).toThrow(`lacks the output ${name}:`);
  });

  test('with an invalid address is refused like one without it', () => {
    expect(() => readDeployment(PLACE, { ...OUTPUTS, HooksUrl: 'hooks' })).toThrow('HooksUrl');
  });
});

describe('a wiki of several', () => {
  const deployment = readDeployment(PLACE, { ...OUTPUTS, ...SECOND });
  test('is found by its host, or is the first by default', () => {
    expect(wikiOf(deployment, undefined).apiId).toBe('wiki1');
    expect(wikiOf(deployment, 'intranet.example.com').apiId).toBe('wiki2');
  });

  test('that does not exist is refused with the hosts that do', () => {
    expect(() => wikiOf(deployment, 'x')).toThrow('expected wiki.example.com or intranet.example.com, got x');
  });
});

describe("API Gateway's own addresses", () => {
  test('must be closed if the APIs have domains', () => {
    expect(defaultEndpoints(readDeployment(PLACE, OUTPUTS)).map(String)).toEqual([
      'https://hooks1.execute-api.eu-west-1.amazonaws.com/',
      'https://wiki1.execute-api.eu-west-1.amazonaws.com/',
    ]);
  });

  test('are the only ones without a domain, and a local instance has none', () => {
    const own = { ...OUTPUTS, HooksUrl: 'https://hooks1.execute-api.eu-west-1.amazonaws.com/hooks' };
    expect(defaultEndpoints(readDeployment(PLACE, own))).toEqual([]);
    expect(defaultEndpoints(readDeployment({ ...PLACE, isLocal: true }, OUTPUTS))).toEqual([]);
  });
});
