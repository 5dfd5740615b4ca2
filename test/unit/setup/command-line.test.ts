import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

// npm takes half a second, and more on a machine with other work.
jest.setTimeout(30_000);

const SCRIPTS: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts;

/** A clone as far as the command lines need one: nothing is installed, and nothing could be. */
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "wiki-sso a & b 'c' "));
  for (const path of ['local', 'test', 'bench', 'package', 'cli', 'package.json', '.npmrc']) {
    const filter = (file: string) => !/(^|\/)node_modules$/.test(file);
    cpSync(join(ROOT, path), join(clone, path), { recursive: true, filter });
  }
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

function npm(...args: string[]) {
  // npm hands its own settings on to its children: this one is to have none of the run that tests it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const ended = spawnSync('npm', args, { cwd: clone, encoding: 'utf8', env });
  return { status: ended.status, text: ended.stdout + ended.stderr };
}

describe('in a fresh clone, with nothing installed', () => {
  test.each([
    [['start', '--', '--help'], 0, /Usage: npm start/],
    [['start', '--', '--sight-port', '1'], 2, /Unknown option '--sight-port'/],
    [['start', '--', '--site-port', '8080'], 2, /--site-port and --wiki-port are both 8080/],
    [['start', '--site-port', '8100'], 2, /"--" is missing[\s\S]*npm start -- --site-port 8100/],
    [['start', '--site-port=8100'], 2, /"--" is missing[\s\S]*npm start -- --site-port 8100/],
    [['start', '--wikis', '2'], 2, /npm start -- --wikis 2/],
    [['test', '--', '--help'], 0, /Usage: npm test/],
    [['test', '--', '--layer', 'no'], 2, /--layer: expected one of unit, .*, got "no"/],
    [['test', '--layer', 'unit'], 2, /"--" is missing[\s\S]*npm test -- --layer unit/],
    [['test', '--checks'], 2, /npm test -- --checks/],
  ])('npm %j answers at once, with exit code %i', (args, status, text) => {
    const answer = npm(...args);
    expect(answer.text).toMatch(text);
    expect(answer.status).toBe(status);
    expect(['node_modules', '.local'].filter((name) => existsSync(join(clone, name)))).toEqual([]);
  });

  // `check` and `format` are a tool behind the set-up, whose options are the tool's; a layer's script is npm test.
  const scripts = Object.entries(SCRIPTS)
    .filter(([name, script]) => !['check', 'format'].includes(name) && !script.startsWith('npm test'))
    .map(([name]) => name);
  test.each(scripts)('npm run %s -- --help answers at once', (name) => {
    const { status, text } = npm('run', '--silent', name, '--', '--help');
    expect(text).toMatch(
      /^(Usage: npm (start|test|run [\w:]+)\b|Nothing is installed yet: docs\/[\w-]+\.md )/,
    );
    expect(text).not.toContain('undefined');
    expect(status).toBe(0);
    expect(['node_modules', '.local'].filter((folder) => existsSync(join(clone, folder)))).toEqual([]);
  });

  test.each(['costs', 'released', 'package', 'test:third-party', 'setup'])(
    'npm run %s tells that it takes no such option',
    (name) => {
      const { status, text } = npm('run', '--silent', name, '--', '--no-such-option');
      expect(text).toMatch(new RegExp(`npm run ${name}: expected .*, got --no-such-option`));
      expect(status).toBe(2);
      expect(['node_modules', '.local'].filter((folder) => existsSync(join(clone, folder)))).toEqual([]);
    },
  );

  test('every script sets up what it needs', () => {
    for (const [name, script] of Object.entries(SCRIPTS)) {
      const sets = /^(exec )?node local\/(launch|setup)\.mjs\b|^npm test -- /.test(script);
      expect({ name, script, sets }).toEqual({ name, script, sets: true });
    }
  });

  test('a Python that is none is told before anything is downloaded', () => {
    writeFileSync(join(clone, 'package-lock.json'), '{"packages":{"node_modules/a":{"version":"1.0.0"}}}');
    writeFileSync(join(clone, 'requirements.lock'), '');
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [join(clone, 'local', 'setup.mjs'), 'demo'],
      {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, WIKI_SSO_PYTHON: '/nonexistent/python' },
      },
    );
    expect(stderr).toMatch(/Python 3.11, 3.12 or 3.13 is needed[\s\S]*WIKI_SSO_PYTHON=\/nonexistent\/python/);
    expect(stdout).not.toContain('npm packages');
    expect(status).toBe(1);
  });
});
