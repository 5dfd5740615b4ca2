import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, VENV } from '../../local/paths.ts';
import type { Job } from './job.ts';
import { jestCounts, junitCounts } from './result-files.ts';

export const LAYERS = ['unit', 'property', 'stack', 'clients', 'integration', 'e2e'] as const;

export type Layer = (typeof LAYERS)[number];

export function isLayer(name: string): name is Layer {
  return (LAYERS as readonly string[]).includes(name);
}

/** The Python projects and their tests; the first two are also type-checked. */
const PYTHON_PROJECTS = ['clients/moinmoin', 'clients/django', 'local/wiki', 'local/site'];
const TYPED_PROJECTS = ['clients/django', 'clients/moinmoin'];

// Caches of the tools, out of the way of the sources.
const CACHES = {
  RUFF_CACHE_DIR: join(ROOT, '.local', 'cache', 'ruff'),
  MYPY_CACHE_DIR: join(ROOT, '.local', 'cache', 'mypy'),
};

/** Format, lint and types. They are no tests and are not counted as such; one that fails counts as a failure. */
export function checks(): Job[] {
  return [
    check('biome and tsc', 'npm', ['run', '--silent', 'check']),
    check('ruff check', python('ruff'), ['check', '.']),
    // Not `.`: it would also format the Python in docs/, where lines are broken for the reader.
    check('ruff format', python('ruff'), ['format', '--check', 'clients', 'local']),
    ...TYPED_PROJECTS.map((folder) => check(`mypy ${folder}`, python('mypy'), [], folder)),
  ];
}

/** What has to run for a layer. @param results folder for the result files */
export function layerJobs(layer: Layer, results: string): Job[] {
  if (layer !== 'clients') return [jest(layer, results)];
  const folders = PYTHON_PROJECTS.filter((folder) => existsSync(join(ROOT, folder, 'tests')));
  return folders.map((folder) => pytest(folder, results));
}

function check(title: string, command: string, args: string[], folder = '.'): Job {
  return { layer: 'checks', title, command, args, cwd: join(ROOT, folder), env: CACHES };
}

function jest(layer: Layer, results: string): Job {
  const file = join(results, `${layer}.json`);
  return {
    layer,
    title: layer,
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', layer, '--json', '--outputFile', file],
      // Two jobs share two cores; and the tests of a whole running system share that system.
      ...(layer === 'e2e' ? ['--runInBand'] : ['--maxWorkers', '1']),
    ],
    cwd: ROOT,
    env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    // These watch the clock, or start everything: nothing else beside them.
    alone: layer === 'e2e' || layer === 'integration',
    counts: () => jestCounts(file),
  };
}

function pytest(folder: string, results: string): Job {
  const file = join(results, `${folder.replaceAll('/', '-')}.xml`);
  return {
    layer: 'clients',
    title: `pytest ${folder}`,
    command: python('pytest'),
    args: ['-q', '-p', 'no:cacheprovider', '--junitxml', file],
    cwd: join(ROOT, folder),
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    counts: () => junitCounts(file),
  };
}

function python(tool: string): string {
  return join(VENV, 'bin', tool);
}
