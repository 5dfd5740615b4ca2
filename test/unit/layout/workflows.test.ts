// Holds the GitHub workflows to the rest of the project: versions, scripts and pinned actions.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

const FOLDER = join(ROOT, '.github', 'workflows');
const workflows = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const,
);
const all = workflows.map(([, text]) => text).join('\n');
const packageJson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** All first groups of a pattern, each once, sorted. */
function found(pattern: RegExp, text: string): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, group = '']) => group))].sort();
}

describe('the workflows', () => {
  test.each(workflows)('%s pins each action to one version, and starts without rights', (_, text) => {
    const actions = found(/uses: (\S+)/g, text);
    expect(actions.length).toBeGreaterThan(1);
    expect(actions.filter((action) => !/^[\w./-]+@v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
  });

  test('use one version of an action everywhere', () => {
    const actions = found(/uses: (\S+)/g, all).map((action) => action.split('@')[0]);
    expect(actions).toEqual([...new Set(actions)]);
  });

  test('run only scripts of package.json', () => {
    const scripts = ['test', ...found(/npm run ([\w:-]+)/g, all)];
    expect(scripts.filter((script) => !(script in packageJson.scripts))).toEqual([]);
  });

  test('start with the oldest Node.js that the project takes, and with every Python', () => {
    const [oldest = ''] = found(/node: '([\d.]+)'/g, all);
    expect(packageJson.engines.node).toBe(`>=${oldest}`);
    const finder = readFileSync(join(ROOT, 'local', 'setup', 'find-python.mjs'), 'utf8');
    const supported = found(/'(3\.\d+)'/g, /const SUPPORTED = .*/.exec(finder)?.[0] ?? '');
    expect(supported.length).toBeGreaterThan(1);
    expect(found(/python: '(3\.\d+)'/g, all)).toEqual(supported);
  });
});
