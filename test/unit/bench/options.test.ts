import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { perSecond, positive } from '../../../bench/options.ts';
import { ROOT } from '../../../local/paths.ts';

test('a rate may be none at all, as when only page views are to be measured', () => {
  expect(perSecond({ logins: '0' }, 'logins')).toBe(0);
  expect(perSecond({ logins: '2.5' }, 'logins')).toBe(2.5);
  expect(positive({ rounds: '3' }, 'rounds')).toBe(3);
});

test.each([
  ['an option that is not there', ['run.ts', '--bogus'], "Unknown option '--bogus'"],
  ['no rounds', ['run.ts', '--rounds', '0'], '--rounds: expected a number above 0, got "0"'],
  [
    'a rate that is no number',
    ['scale/run.ts', 'load', '--views', 'x'],
    '--views: expected a number above 0, got "x"',
  ],
])(
  '%s ends the benchmark before it starts anything, with exit code 2',
  (_, [file = '', ...args], message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bench', file), ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `${message}\nTry --help.\n`,
    });
  },
);
