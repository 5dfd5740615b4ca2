import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../local/options.mjs';
import { dataDir } from '../../../local/paths.ts';
import { planWikis } from '../../../local/wikis.ts';

const ports = { site: 8000, wiki: 8080, wikiOrigins: [9001, 9002, 9003], aws: 1, store: 2 };
const plan = (...args: string[]) => planWikis(readOptions(args, {}), ports, dataDir('/data'));

describe('the wikis of an instance', () => {
  test('have hosts, keys and folders of their own, and the second alone is private', () => {
    const wikis = plan('--wikis', '3');
    expect(wikis.map(({ host }) => host)).toEqual([
      'wiki.example.localhost',
      'wiki2.example.localhost',
      'wiki3.example.localhost',
    ]);
    expect(wikis.map(({ access }) => access === 'public')).toEqual([true, false, true]);
    for (const field of ['keysFile', 'dataDir', 'origin', 'url'] as const) {
      expect(new Set(wikis.map((wiki) => wiki[field])).size).toBe(3);
    }
  });

  test("lead to the developer's own wiki in the first place, which is then not started here", () => {
    const [own, second] = plan('--wiki-origin', 'http://localhost:9000/base/', '--wikis', '2');
    expect(own).toMatchObject({ origin: 'http://localhost:9000/base', port: undefined });
    expect(second).toMatchObject({ origin: 'http://127.0.0.1:9002', port: 9002 });
  });
});

describe('options that cannot be', () => {
  test.each([
    ['--wikis', '0'],
    ['--wikis', '10'],
    ['--wiki-origin', 'localhost:9000'],
    ['--wiki-origin', 'http://me:pw@localhost'],
    ['--wiki-origin', 'http://localhost/?x=1'],
  ])('%s %s is refused by name, with what was expected', (option, value) => {
    expect(() => readOptions([option, value], {})).toThrow(new RegExp(`^${option}: expected .*, got "`));
  });
});
