// Installs what `npm start` and `npm test` need: the pinned npm packages, and a Python environment in
// .local/venv from requirements.lock. Run by npm before both; a few milliseconds when nothing changed.
//
// Plain JavaScript without dependencies: in a fresh clone it is the first thing that runs, by whatever Node
// (20 or newer) the machine has.

import { Progress } from './progress.mjs';
import { withSetupLock } from './setup/exclusive.mjs';
import { installNodePackages } from './setup/node-packages.mjs';
import { installPythonPackages } from './setup/python-packages.mjs';
import { SetupError, SetupStopped } from './setup/step.mjs';

const OLDEST_NODE = 20;

try {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new SetupError(
      `Node ${OLDEST_NODE} or newer is needed; this is ${process.versions.node}. See https://nodejs.org/`,
    );
  }
  if (process.platform === 'win32') {
    throw new SetupError('Windows is not supported: run this inside WSL.');
  }
  await withSetupLock(async () => {
    // Side by side: neither needs the other. One that fails does not leave the other half done.
    const outcomes = await Promise.allSettled([installNodePackages(), installPythonPackages()]);
    const failure = outcomes.find(({ status }) => status === 'rejected');
    if (failure) throw failure.reason;
  });
} catch (error) {
  if (error instanceof SetupStopped) {
    process.stdout.write('\nThe set-up was stopped; the next start goes on with it.\n');
    process.exitCode = 130;
  } else if (error instanceof SetupError) {
    new Progress(process.stderr).problem(`The set-up failed: ${error.message}`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
