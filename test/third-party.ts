// `npm run test:third-party`: the Django app with real third-party packages, on real servers and databases, and
// Django's own tests with the app installed; the app's own tests on the newest Django; the recipes for other wikis on
// Debian's packages of them. Apart from `npm test`: it installs a hundred packages and takes minutes.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../local/paths.ts';
import { jestJob } from './runner/jest-job.ts';
import type { Counts, Job } from './runner/job.ts';
import { junitCounts } from './runner/result-files.ts';
import { runApart } from './runner/run-apart.ts';

const DJANGO = join(ROOT, 'clients', 'django');
const TESTS = join(DJANGO, 'third_party');
const PYTHON = join(ROOT, '.local', 'third-party', 'bin', 'python');
/** They watch the clock or start servers. */
const ON_REAL_SERVERS = ['test_concurrency.py', 'test_strangers.py'];

function main(): Promise<number> {
  return runApart({
    name: 'third-party',
    installs: 'third-party packages in .local/third-party',
    jobs: (results) => [
      pytest('the Django app with third-party packages', results, [
        ...ON_REAL_SERVERS.flatMap((file) => ['--ignore', file]),
      ]),
      pytest('the Django app on real servers and databases', results, ON_REAL_SERVERS, { alone: true }),
      djangosOwn(results),
      newestDjango(results),
      wikis(results),
    ],
  });
}

function pytest(title: string, results: string, args: string[], { alone = false } = {}): Job {
  const file = join(results, `${title.replaceAll(/\W/g, '-')}.xml`);
  return {
    layer: 'third-party',
    title,
    command: PYTHON,
    args: ['-m', 'pytest', '-q', '--tb=short', '--junitxml', file, ...args],
    cwd: TESTS,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    alone,
    counts: () => junitCounts(file),
  };
}

/** The app's own suite on the newest Django that the newest Python of the machine can have. */
function newestDjango(results: string): Job {
  const file = join(results, 'newest-django.xml');
  return {
    layer: 'newest Django',
    title: "the Django app's own tests on the newest Python and Django",
    command: PYTHON,
    args: [join('tests', 'matrix.py'), '--newest', '--junitxml', file],
    cwd: DJANGO,
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      WIKI_SSO_MATRIX_ENVIRONMENTS: join(ROOT, '.local', 'cache', 'django-matrix'),
    },
    counts: () => junitCounts(file),
  };
}

/** What the machine lacks of PHP and the wikis is skipped, and named. */
function wikis(results: string): Job {
  return jestJob({
    layer: 'wikis',
    title: 'the recipes for MediaWiki and DokuWiki on real ones',
    projects: ['wikis'],
    file: join(results, 'wikis.json'),
    args: ['--runInBand'],
    alone: true,
  });
}

function djangosOwn(results: string): Job {
  const file = join(results, 'django.json');
  return {
    layer: "Django's own",
    title: "Django's own tests with the app installed",
    command: PYTHON,
    args: [
      ...['-m', 'third_party.django_own_tests', '--result', file],
      ...['--cache', join(ROOT, '.local', 'cache', 'django-source')],
    ],
    cwd: DJANGO,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    counts: () => ownCounts(file),
  };
}

function ownCounts(file: string): Counts | undefined {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as Counts;
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
