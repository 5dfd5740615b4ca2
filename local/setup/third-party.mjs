// Creates the Python environment of the third-party tests in .local/third-party, with the packages that
// clients/django/third_party/requirements.txt pins.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSetupLock } from './exclusive.mjs';
import { findPython } from './find-python.mjs';
import { LOCAL, ROOT, runStep, SetupError } from './step.mjs';

const VENV = join(LOCAL, 'third-party');
const PYTHON = join(VENV, 'bin', 'python');
const REQUIREMENTS = join(ROOT, 'clients', 'django', 'third_party', 'requirements.txt');
const PIP = ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'install', '--no-deps'];
const MARK = join(VENV, '.installed');

async function install(signal) {
  const wanted = createHash('sha256').update(`${VENV}\0`).update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(PYTHON) && existsSync(MARK) && readFileSync(MARK, 'utf8') === wanted) return;
  const python = findPython();
  rmSync(VENV, { recursive: true, force: true });
  await runStep(
    'Python environment, in .local/third-party',
    'third-party-venv',
    python,
    ['-m', 'venv', VENV],
    signal,
  );
  await runStep(
    'Third-party packages, into it',
    'third-party-pip',
    PYTHON,
    [...PIP, '-r', REQUIREMENTS],
    signal,
  );
  writeFileSync(MARK, wanted);
}

try {
  const { signal } = new AbortController();
  await withSetupLock(() => install(signal), signal);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`The set-up failed: ${error.message}\n`);
  process.exitCode = 1;
}
