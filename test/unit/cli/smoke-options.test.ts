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
  test('have defaults', () => {
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

  test('are parsed into URLs, milliseconds and words', () => {
    expect(
      read('--wiki', 'https://wiki.example.com', '--request-timeout', '2.5', '--access', 'private'),
    ).toMatchObject({ wiki: new URL('https://wiki.example.com'), requestTimeout: 2500, access: 'private' });
  });

  test('a default endpoint may be given several times', () => {
    const urls = [
      'https://a.execute-api.eu-west-1.amazonaws.com/',
      'https://b.execute-api.eu-west-1.amazonaws.com/',
    ];
    const { defaultEndpoint } = read(...urls.flatMap((url) => ['--default-endpoint', url]));
    expect(defaultEndpoint?.map(String)).toEqual(urls);
  });

  test.each([
    [['--wiki', 'wiki.example.com'], /'--wiki .* Expected/],
    [['--wiki', 'https://wiki.example.com/wiki'], /'--wiki .* Expected a URL without a path/],
    [['--hooks', 'ftp://hooks.example.com'], /'--hooks .* Expected/],
    [['--hooks', 'https://u:p@hooks.example.com'], /'--hooks .* Expected/],
    [['--echo', 'Home'], /'--echo .* Expected/],
    [['--echo', '/a b'], /'--echo .* Expected/],
    [['--title-prefix', '/#/'], /'--title-prefix .* Expected/],
    [['--access', 'closed'], /'--access .* Expected public or private/],
    [['--access', 'members'], /'--access .* "members" is now "private"/],
    [['--request-timeout', '0'], /'--request-timeout .* Expected/],
    [['--total-timeout', 'soon'], /'--total-timeout .* Expected/],
    [['--colour'], /'--colour'/],
    [['extra'], /argument/],
  ])('%j is refused', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
