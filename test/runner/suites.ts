import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, VENV } from '../../local/paths.ts';
import type { Job } from './job.ts';
import type { Layer } from './options.mjs';
import { jestCounts, junitCounts } from './result-files.ts';

/** The Python projects and their tests; those under clients/ are also type-checked. */
const PYTHON_PROJECTS = ['clients/moinmoin', 'clients/django', 'clients/python', 'local/wiki', 'local/site'];
const TYPED_PROJECTS = ['clients/django', 'clients/moinmoin', 'clients/python'];

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

/** These run against one whole system: together when both are named, so that it starts once. */
const ON_WHOLE_SYSTEM: readonly Layer[] = ['system', 'operations'];

/** Steps of the model where it is one layer among others; named, it takes as many as it wants. */
const QUICK_MODEL = { WIKI_SSO_MODEL_STEPS: '2000' };

/** These watch the clock, or start everything: nothing else runs beside them. */
const ALONE: readonly Layer[] = ['integration', 'faults', ...ON_WHOLE_SYSTEM];

/**
 * What has to run for these layers.
 *
 * @param results folder for the result files
 * @param quick whether the model takes fewer steps
 */
export function layerJobs(layers: readonly Layer[], results: string, { quick }: { quick: boolean }): Job[] {
  const onSystem = layers.filter((layer) => ON_WHOLE_SYSTEM.includes(layer));
  return [
    ...layers
      .filter((layer) => !onSystem.includes(layer))
      .flatMap((layer) => jobsOf(layer, results, quick ? QUICK_MODEL : {})),
    ...(onSystem.length > 0 ? [jest(onSystem, results)] : []),
  ];
}

function jobsOf(layer: Layer, results: string, env: Record<string, string>): Job[] {
  if (layer !== 'clients') return [jest([layer], results, env)];
  const folders = PYTHON_PROJECTS.filter((folder) => existsSync(join(ROOT, folder, 'tests')));
  return folders.map((folder) => pytest(folder, results));
}

function check(title: string, command: string, args: string[], folder = '.'): Job {
  return { layer: 'checks', title, command, args, cwd: join(ROOT, folder), env: CACHES };
}

function jest(layers: readonly Layer[], results: string, env: Record<string, string> = {}): Job {
  const title = layers.join(' and ');
  const file = join(results, `${layers.join('-')}.json`);
  const wholeSystem = layers.some((layer) => ON_WHOLE_SYSTEM.includes(layer));
  return {
    layer: title,
    title,
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', ...layers, '--json', '--outputFile', file],
      // Two jobs share two cores; and the tests of a whole running system share that system.
      ...(wholeSystem ? ['--runInBand'] : ['--maxWorkers', '1']),
    ],
    cwd: ROOT,
    env: { ...env, NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    alone: layers.some((layer) => ALONE.includes(layer)),
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
