// `npm run test:third-party`: the Django app with real third-party packages, on real servers and databases, and
// Django's own tests with the app installed; the app's own tests on the newest Django; the recipes for other wikis on
// Debian's packages of them. Apart from `npm test`: it installs a hundred packages and takes minutes.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../local/paths.ts';
import type { Counts, Job } from './runner/job.ts';
import { Report } from './runner/report.ts';
import { jestCounts, junitCounts } from './runner/result-files.ts';
import { runJobs } from './runner/run-jobs.ts';

const DJANGO = join(ROOT, 'clients', 'django');
const TESTS = join(DJANGO, 'third_party');
const PYTHON = join(ROOT, '.local', 'third-party', 'bin', 'python');
/** They watch the clock or start servers. */
const ON_REAL_SERVERS = ['test_concurrency.py', 'test_strangers.py'];

async function main(): Promise<number> {
  const results = mkdtempSync(join(tmpdir(), 'wiki-sso-third-party-'));
  const report = new Report(process.stdout);
  try {
    await runJobs([setup()], report);
    await runJobs(
      [
        pytest('the Django app with third-party packages', results, [
          ...ON_REAL_SERVERS.flatMap((file) => ['--ignore', file]),
        ]),
        pytest('the Django app on real servers and databases', results, ON_REAL_SERVERS, { alone: true }),
        djangosOwn(results),
        newestDjango(results),
        wikis(results),
      ],
      report,
    );
    return report.finish({ countsTests: true }) ? 0 : 1;
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

function setup(): Job {
  return {
    layer: 'set-up',
    title: 'third-party packages in .local/third-party',
    command: process.execPath,
    args: [join(ROOT, 'local', 'setup', 'third-party.mjs')],
    cwd: ROOT,
    env: {},
  };
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
  const file = join(results, 'wikis.json');
  return {
    layer: 'wikis',
    title: 'the recipes for MediaWiki and DokuWiki on real ones',
    command: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', 'wikis', '--json', '--outputFile', file, '--runInBand', '--forceExit'],
    ],
    cwd: ROOT,
    env: { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' },
    alone: true,
    counts: () => jestCounts(file),
  };
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
