import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../local/options.mjs';
import { OptionError } from '../../../local/setup/command-options.mjs';

describe('options of npm start', () => {
  test('have defaults', () => {
    expect(readOptions([], {})).toMatchObject({
      help: false,
      verbose: false,
      domain: 'example.localhost',
      sitePort: 8000,
      wikiPort: 8080,
      awsPort: 0,
      storePort: 0,
      functionsStorePort: undefined,
    });
  });

  test('come from the command line before the environment', () => {
    const env = { SITE_PORT: '1', WIKI_PORT: '2', DOMAIN_NAME: 'a.localhost', AWS_PORT: '' };
    expect(readOptions(['--site-port', '3', '--verbose'], env)).toMatchObject({
      sitePort: 3,
      wikiPort: 2,
      awsPort: 0,
      domain: 'a.localhost',
      verbose: true,
    });
  });

  test.each([
    [['--site-port', '65536'], {}, '--site-port'],
    [['--wiki-port', '80a'], {}, '--wiki-port'],
    [[], { AWS_PORT: '-1' }, 'AWS_PORT'],
    [['--domain', 'example.com'], {}, '--domain'],
    [['--domain', 'localhost'], {}, '--domain'],
    [['--sight-port', '1'], {}, '--sight-port'],
    [['now'], {}, 'now'],
  ])('%j with %j is refused by name', (args, env, name) => {
    const read = () => readOptions(args, env);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(name);
  });
});
