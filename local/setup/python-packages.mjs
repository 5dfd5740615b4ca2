// Creates the Python environment in .local/venv with the packages of the locks and the project's own clients.

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
// Python compiles modules when it imports them; compiling all of them took a third of the time and of the space.
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
 * Looks for a Python if the environment must be created, so that its absence is reported before anything is downloaded.
 * @throws {SetupError}
 */
export function checkPython() {
  if (!isDone('packages', [BUILD_LOCK, LOCK])) findPython();
}

/**
 * Creates the environment again if the lock changed, and installs the clients if their metadata changed.
 * @param {'demo' | 'all'} packages 'all' adds the packages for tests
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

/** Does `work` unless it was completed for these files in their present state. */
async function unlessDone(name, files, work) {
  if (files.length === 0 || isDone(name, files)) return;
  rmSync(markOf(name), { force: true });
  await work();
  writeFileSync(markOf(name), stateOf(files));
}

function isDone(name, files) {
  const mark = markOf(name);
  // PYTHON is a link; if the system has removed its target, it counts as absent.
  return existsSync(PYTHON) && existsSync(mark) && readFileSync(mark, 'utf8') === stateOf(files);
}

/** The mark is in the environment, so deleting the environment deletes the mark. */
function markOf(name) {
  return join(VENV, `.${name}-installed`);
}

/** A hash of the files and of the environment's path, because an environment cannot be moved. */
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
