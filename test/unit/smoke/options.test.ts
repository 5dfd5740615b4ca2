import { describe, expect, test } from '@jest/globals';
import { HELP } from '../../../smoke/help.ts';
import { OptionError, readOptions } from '../../../smoke/options.ts';

const TARGET = [
  '--wiki',
  'https://wiki.example.com',
  '--hooks',
  'https://hooks.example.com/hooks',
  '--secret-id',
  's',
];

describe('options', () => {
  test('a target is enough', () => {
    expect(readOptions(TARGET)).toMatchObject({
      user: 'wiki-sso-smoke',
      expect: 'wiki-sso-smoke',
      echo: '/',
      access: 'public',
      local: false,
      json: false,
      requestTimeoutMs: 15_000,
      totalTimeoutMs: 300_000,
    });
  });

  test('the expected text follows the user', () => {
    expect(readOptions([...TARGET, '--user', 'ops']).expect).toBe('ops');
    expect(readOptions([...TARGET, '--user', 'ops', '--expect', 'Operator']).expect).toBe('Operator');
  });

  test('--local needs no target, and neither does --help', () => {
    expect(readOptions(['--local']).wiki).toBeUndefined();
    expect(readOptions(['--help']).help).toBe(true);
  });

  test('a default endpoint may come several times', () => {
    const urls = [
      'https://a.execute-api.eu-west-1.amazonaws.com/',
      'https://b.execute-api.eu-west-1.amazonaws.com/',
    ];
    const options = readOptions([...TARGET, ...urls.flatMap((url) => ['--default-endpoint', url])]);
    expect(options.defaultEndpoints.map(String)).toEqual(urls);
  });

  test.each([
    [[], '--wiki, --hooks, --secret-id missing'],
    [TARGET.slice(0, 2), '--hooks, --secret-id missing'],
    [[...TARGET, '--wiki', 'wiki.example.com'], '--wiki takes'],
    [[...TARGET, '--wiki', 'https://wiki.example.com/wiki'], '--wiki takes no path'],
    [[...TARGET, '--hooks', 'ftp://hooks.example.com'], '--hooks takes'],
    [[...TARGET, '--hooks', 'https://u:p@hooks.example.com'], '--hooks takes'],
    [[...TARGET, '--echo', 'Home'], '--echo takes'],
    [[...TARGET, '--echo', '/a b'], '--echo takes'],
    [[...TARGET, '--title-prefix', '/#/'], '--title-prefix takes'],
    [[...TARGET, '--access', 'private'], '--access takes'],
    [[...TARGET, '--request-timeout', '0'], '--request-timeout takes'],
    [[...TARGET, '--total-timeout', 'soon'], '--total-timeout takes'],
    [[...TARGET, '--colour'], "'--colour'"],
    [[...TARGET, 'extra'], "'extra'"],
  ])('refuses %j', (args, message) => {
    const read = () => readOptions(args as string[]);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(message as string);
  });

  test('the help names every option that is taken', () => {
    const named = [...HELP.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name);
    for (const name of named) {
      expect(() => readOptions([...TARGET, name as string])).not.toThrow(/unknown option/i);
    }
    expect(named.length).toBeGreaterThanOrEqual(17);
  });
});
