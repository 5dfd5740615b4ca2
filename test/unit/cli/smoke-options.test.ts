import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addSmokeOptions } from '../../../cli/command-line/smoke-options.ts';
import type { SmokeOptions } from '../../../cli/smoke/read-target.ts';

function read(...args: string[]): SmokeOptions {
  const command = addSmokeOptions(new Command()).exitOverride();
  command.configureOutput({ writeErr: () => {} });
  return command.parse(args, { from: 'user' }).opts();
}

describe('the options of smoke', () => {
  test('are all there without being given', () => {
    expect(read()).toEqual({
      access: 'public',
      user: 'wiki-sso-smoke',
      email: '',
      echo: '/',
      titlePrefix: '/',
      requestTimeout: 15_000,
      totalTimeout: 300_000,
    });
  });

  test('are read as what they are', () => {
    expect(
      read('--wiki', 'https://wiki.example.com', '--request-timeout', '2.5', '--access', 'members'),
    ).toMatchObject({ wiki: new URL('https://wiki.example.com'), requestTimeout: 2500, access: 'members' });
  });

  test('a default endpoint may come several times', () => {
    const urls = [
      'https://a.execute-api.eu-west-1.amazonaws.com/',
      'https://b.execute-api.eu-west-1.amazonaws.com/',
    ];
    const { defaultEndpoint } = read(...urls.flatMap((url) => ['--default-endpoint', url]));
    expect(defaultEndpoint?.map(String)).toEqual(urls);
  });

  test.each([
    [['--wiki', 'wiki.example.com'], /'--wiki .* takes/],
    [['--wiki', 'https://wiki.example.com/wiki'], /'--wiki .* takes no path/],
    [['--hooks', 'ftp://hooks.example.com'], /'--hooks .* takes/],
    [['--hooks', 'https://u:p@hooks.example.com'], /'--hooks .* takes/],
    [['--echo', 'Home'], /'--echo .* takes/],
    [['--echo', '/a b'], /'--echo .* takes/],
    [['--title-prefix', '/#/'], /'--title-prefix .* takes/],
    [['--access', 'private'], /'--access .* takes/],
    [['--request-timeout', '0'], /'--request-timeout .* takes/],
    [['--total-timeout', 'soon'], /'--total-timeout .* takes/],
    [['--colour'], /'--colour'/],
    [['extra'], /argument/],
  ])('%j is refused', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
