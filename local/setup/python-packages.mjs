// The Python environment in .local/venv: the packages of the locks, and this project's own clients.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from './find-python.mjs';
import { registryAdvice } from './registry-advice.mjs';
import { LOCAL, ROOT, runStep } from './step.mjs';

const VENV = join(LOCAL, 'venv');
const PYTHON = join(VENV, 'bin', 'python');
const LOCK = join(ROOT, 'requirements.lock');
const BUILD_LOCK = join(ROOT, 'requirements-build.lock');
const TEST_LOCK = join(ROOT, 'requirements-test.lock');
// Python compiles what it imports, when it does: compiling all of it took a third of the time and of the room.
const PIP = [
  '-m',
  'pip',
  '--disable-pip-version-check',
  '--no-input',
  'install',
  '--no-deps',
  '--no-compile',
  // Build tools come from the lock: nothing else is downloaded.
  '--no-build-isolation',
];

/**
 * Looks for the Python that the environment will be made with, if it has to be: its absence is known before anything is
 * downloaded. @throws {SetupError}
 */
export function checkPython() {
  if (!isDone('packages', [BUILD_LOCK, LOCK])) findPython();
}

/**
 * Makes the environment anew when the lock changed, and adds the clients when their metadata changed.
 * @param {'demo' | 'all'} packages whether what tests need is installed too
 * @param signal ends the installation
 * @throws {SetupError}
 */
export async function installPythonPackages(packages, signal) {
  const run = (title, log, command, args) =>
    runStep(title, log, command, args, signal, { advice: registryAdvice(`${PYTHON} -m pip config list`) });
  const install = (title, log, lock) => run(title, log, PYTHON, [...PIP, '--require-hashes', '-r', lock]);

  await unlessDone('packages', [BUILD_LOCK, LOCK], async () => {
    const python = findPython();
    rmSync(VENV, { recursive: true, force: true });
    mkdirSync(LOCAL, { recursive: true });
    await run('Python environment, in .local/venv', 'venv', python, ['-m', 'venv', VENV]);
    await install('Python build tools, into it', 'pip-build', BUILD_LOCK);
    await install('Python packages, into it', 'pip', LOCK);
  });
  if (packages === 'all') {
    await unlessDone('test-packages', [LOCK, TEST_LOCK], () =>
      install('Python packages for the tests', 'pip-test', TEST_LOCK),
    );
  }
  const clients = clientFolders();
  await unlessDone(
    'clients',
    clients.map((folder) => join(folder, 'pyproject.toml')),
    () =>
      run('The Python client, the Django app and the MoinMoin plugin', 'pip-clients', PYTHON, [
        ...PIP,
        ...clients.flatMap((folder) => ['-e', folder]),
      ]),
  );
}

/** Does `work` unless it was done to the end for these very files. */
async function unlessDone(name, files, work) {
  if (files.length === 0 || isDone(name, files)) return;
  rmSync(markOf(name), { force: true });
  await work();
  writeFileSync(markOf(name), stateOf(files));
}

function isDone(name, files) {
  const mark = markOf(name);
  // PYTHON is a link: a Python that the system has since removed counts as absent.
  return existsSync(PYTHON) && existsSync(mark) && readFileSync(mark, 'utf8') === stateOf(files);
}

/** The mark lies in the environment, so it goes with it. */
function markOf(name) {
  return join(VENV, `.${name}-installed`);
}

/** Of these files, in this very place: an environment cannot be moved. */
function stateOf(files) {
  const state = createHash('sha256').update(`${VENV}\0`);
  for (const file of files) state.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return state.digest('hex');
}

function clientFolders() {
  const clients = join(ROOT, 'clients');
  if (!existsSync(clients)) return [];
  return readdirSync(clients)
    .sort()
    .map((name) => join(clients, name))
    .filter((folder) => existsSync(join(folder, 'pyproject.toml')));
}
