import { describe, expect, test } from '@jest/globals';
import { parseWikiPolicies, wikiOf } from '../../../functions/authorizer/wiki-policy.ts';
import { InvalidSettingError, UnknownWikiError } from '../../../functions/shared/runtime/errors.ts';

const PUBLIC = { host: 'wiki.example.com', access: 'public', keyArn: 'arn:1' } as const;
const PRIVATE = { host: 'intranet.example.com', access: 'private', keyArn: 'arn:2' } as const;
const parse = (value: unknown) => parseWikiPolicies('WIKIS', JSON.stringify(value));

describe('the wikis', () => {
  test('are found by API id, the one name that a client cannot choose', () => {
    const wikis = parse({ abc: PUBLIC, def: PRIVATE });
    expect(wikiOf(wikis, 'abc')).toEqual(PUBLIC);
    expect(wikiOf(wikis, 'def')).toEqual(PRIVATE);
  });

  test.each(['ghi', '', 'ABC', 'wiki.example.com', '__proto__', 'constructor', 'toString'])(
    'do not include %j',
    (apiId) => {
      expect(() => wikiOf(parse({ abc: PUBLIC }), apiId)).toThrow(UnknownWikiError);
    },
  );

  test('carry nothing that the setting adds', () => {
    expect(wikiOf(parse({ abc: { ...PUBLIC, admin: true } }), 'abc')).toEqual(PUBLIC);
  });

  test.each([
    ['no wiki at all', {}],
    ['a list', [PUBLIC]],
    ['null', null],
    ['a text', 'abc'],
    ['a wiki of null', { abc: null }],
    ['a wiki that is a text', { abc: 'wiki.example.com' }],
    ['no host', { abc: { ...PUBLIC, host: undefined } }],
    ['an empty host', { abc: { ...PUBLIC, host: '' } }],
    ['a host in upper case', { abc: { ...PUBLIC, host: 'WIKI.Example.COM' } }],
    ['a host with a trailing dot', { abc: { ...PUBLIC, host: 'wiki.example.com.' } }],
    ['a host with a port', { abc: { ...PUBLIC, host: 'wiki.example.com:443' } }],
    ['no key', { abc: { ...PUBLIC, keyArn: undefined } }],
    ['an empty key', { abc: { ...PUBLIC, keyArn: '' } }],
    ['no access', { abc: { ...PUBLIC, access: undefined } }],
    ['an access of another name', { abc: { ...PUBLIC, access: 'members' } }],
    ['one bad wiki among good ones', { abc: PUBLIC, def: { ...PRIVATE, access: 'Public' } }],
  ])('are refused with %s, by the name of the setting', (_what, value) => {
    expect(() => parse(value)).toThrow(InvalidSettingError);
    expect(() => parse(value)).toThrow(/^WIKIS/);
  });

  test.each(['', '{', 'undefined', "{'abc': 1}"])('are refused when they are not JSON: %j', (text) => {
    expect(() => parseWikiPolicies('WIKIS', text)).toThrow(InvalidSettingError);
  });
});
