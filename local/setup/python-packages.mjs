// The Python environment in .local/venv: the packages of requirements.lock, and this project's own clients.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from './find-python.mjs';
import { LOCAL, ROOT, runStep } from './step.mjs';

const VENV = join(LOCAL, 'venv');
const PYTHON = join(VENV, 'bin', 'python');
const PIP = ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'install', '--no-deps'];

/** Makes the environment anew when the lock changed, and adds the clients when their metadata changed. */
export async function installPythonPackages() {
  await unlessDone('packages', [join(ROOT, 'requirements.lock')], async () => {
    const python = findPython();
    rmSync(VENV, { recursive: true, force: true });
    mkdirSync(LOCAL, { recursive: true });
    await runStep('Python environment, in .local/venv', 'venv', python, ['-m', 'venv', VENV]);
    await runStep('Python packages, into it', 'pip', PYTHON, [
      ...PIP,
      '--require-hashes',
      '-r',
      join(ROOT, 'requirements.lock'),
    ]);
  });
  const clients = clientFolders();
  await unlessDone(
    'clients',
    clients.map((folder) => join(folder, 'pyproject.toml')),
    () =>
      runStep('The Python client, the Django app and the MoinMoin plugin', 'pip-clients', PYTHON, [
        ...PIP,
        // The build tool comes from the lock: nothing else is downloaded.
        '--no-build-isolation',
        ...clients.flatMap((folder) => ['-e', folder]),
      ]),
  );
}

/**
 * Does `work` unless it was done to the end for these very files, in this very place (an environment cannot
 * be moved). The mark lies in the environment, so it goes with it.
 */
async function unlessDone(name, files, work) {
  const mark = join(VENV, `.${name}-installed`);
  const state = createHash('sha256').update(`${VENV}\0`);
  for (const file of files) state.update(`${file}\0`).update(readFileSync(file)).update('\0');
  const wanted = state.digest('hex');
  // PYTHON is a link: a Python that the system has since removed counts as absent.
  if (existsSync(PYTHON) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  if (files.length === 0) return;
  rmSync(mark, { force: true });
  await work();
  writeFileSync(mark, wanted);
}

function clientFolders() {
  const clients = join(ROOT, 'clients');
  if (!existsSync(clients)) return [];
  return readdirSync(clients)
    .sort()
    .map((name) => join(clients, name))
    .filter((folder) => existsSync(join(folder, 'pyproject.toml')));
}
