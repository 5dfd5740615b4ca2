/** The jobs of each layer of tests, and the checks. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, VENV } from '../../local/paths.ts';
import { jestJob } from './jest-job.ts';
import type { Job } from './job.ts';
import type { Layer } from './options.mjs';
import { junitCounts } from './result-files.ts';

/** The Python projects with tests; mypy checks those under clients/. */
const PYTHON_PROJECTS = ['clients/moinmoin', 'clients/django', 'clients/python', 'local/wiki', 'local/site'];
/** Its tests with many people at once and large texts are a layer of their own. */
const WITH_HEAVY_TESTS = 'clients/moinmoin';
const TYPED_PROJECTS = ['clients/django', 'clients/moinmoin', 'clients/python'];

// Keeps the caches of the tools out of the source folders.
const CACHES = {
  RUFF_CACHE_DIR: join(ROOT, '.local', 'cache', 'ruff'),
  MYPY_CACHE_DIR: join(ROOT, '.local', 'cache', 'mypy'),
};

/** Format, lint and types. Checks do not count as tests, but a failed check counts as a failure. */
export function checks(): Job[] {
  return [
    check('biome and tsc', 'npm', ['run', '--silent', 'check']),
    check('ruff check', python('ruff'), ['check', '.']),
    // Not `.`, which would also format the Python code in docs/.
    check('ruff format', python('ruff'), ['format', '--check', 'clients', 'local']),
    ...TYPED_PROJECTS.map((folder) => check(`mypy ${folder}`, python('mypy'), [], folder)),
  ];
}

/** Layers that run against a whole system; they run together, so that it starts only once. */
const ON_WHOLE_SYSTEM: readonly Layer[] = ['system', 'operations'];

/** Fewer steps of the model for a run of all layers; `--layer model` uses its own number. */
const QUICK_MODEL = { WIKI_SSO_MODEL_STEPS: '2000' };

/** Layers that measure time or start a whole system: no other job runs at the same time. */
const ALONE: readonly Layer[] = ['integration', 'faults', ...ON_WHOLE_SYSTEM];

/**
 * The jobs of these layers.
 *
 * @param results the folder for result files
 * @param quick whether the model runs fewer steps
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
  if (layer === 'wiki-load') return [pytest(WITH_HEAVY_TESTS, results, 'heavy')];
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
  return jestJob({
    layer: title,
    title,
    projects: layers,
    file,
    // Two jobs share two cores, and the tests of a whole system share that system.
    args: wholeSystem ? ['--runInBand'] : ['--maxWorkers', '1'],
    env,
    alone: layers.some((layer) => ALONE.includes(layer)),
  });
}

/** @param marked pytest's expression over the markers of its tests */
function pytest(folder: string, results: string, marked?: string): Job {
  const file = join(results, `${folder.replaceAll('/', '-')}${marked === 'heavy' ? '-heavy' : ''}.xml`);
  return {
    layer: 'clients',
    title: `pytest ${folder}${marked === 'heavy' ? ', many people and large texts' : ''}`,
    command: python('pytest'),
    args: [
      ...['-q', '-p', 'no:cacheprovider', '--junitxml', file],
      ...(marked === undefined ? [] : ['-m', marked]),
    ],
    cwd: join(ROOT, folder),
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    counts: () => junitCounts(file),
  };
}

function python(tool: string): string {
  return join(VENV, 'bin', tool);
}
