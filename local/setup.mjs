// Installs what `npm start` and `npm test` need: the pinned npm packages, and a Python environment in .local/venv. Some
// milliseconds when nothing changed. `node local/setup.mjs` installs all of it, `node local/setup.mjs demo` what
// `npm start` needs.
//
// Plain JavaScript without dependencies: in a fresh clone it is the first thing that runs, by whatever Node
// (20 or newer) the machine has.

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Progress } from './progress.mjs';
import { withSetupLock } from './setup/exclusive.mjs';
import { checkFolder } from './setup/folder-name.mjs';
import { installNodePackages } from './setup/node-packages.mjs';
import { checkPython, installPythonPackages } from './setup/python-packages.mjs';
import { progress, SetupError, SetupStopped } from './setup/step.mjs';
import { stopSignal } from './setup/stop-signal.mjs';

const OLDEST_NODE = 20;

/**
 * Installs what is missing, and says on the terminal what it does and what went wrong.
 * @param {'node' | 'demo' | 'all'} packages what the deployment needs (no Python), what `npm start` needs, or that and
 *   what `npm test` needs
 * @returns the exit code: 0 when all is there, 1 when something failed, 128 + its number after a signal
 */
export async function setUp(packages) {
  const ending = new AbortController();
  const stop = stopSignal((reason) => ending.abort(new SetupStopped(reason)));
  // Said at once: what is under way may take seconds to end.
  ending.signal.addEventListener('abort', () => tell(ending.signal.reason));
  try {
    checkMachine();
    await withSetupLock(async () => {
      if (packages === 'node') {
        await installNodePackages('demo', ending.signal);
        return;
      }
      checkPython();
      // Side by side: neither needs the other. The first that fails ends the other.
      const steps = [installNodePackages, installPythonPackages].map(async (install) => {
        try {
          await install(packages, ending.signal);
        } catch (error) {
          ending.abort(error);
        }
      });
      await Promise.all(steps);
    }, ending.signal);
  } catch (error) {
    ending.abort(error);
  } finally {
    stop.forget();
  }
  return ending.signal.aborted ? exitCodeOf(ending.signal.reason) : 0;
}

function checkMachine() {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new SetupError(
      `Node ${OLDEST_NODE} or newer is needed; this is ${process.versions.node}. See https://nodejs.org/`,
    );
  }
  if (process.platform === 'win32') throw new SetupError('Windows is not supported: run this inside WSL.');
  checkFolder();
}

function tell(reason) {
  progress.dropSteps();
  if (reason instanceof SetupStopped) {
    progress.say(`\nStopping the set-up (${reason.message}); the next start goes on with it.`);
  } else {
    const text = reason instanceof SetupError ? reason.message : reason.stack;
    new Progress(process.stderr).problem(`The set-up failed: ${text}`);
  }
}

function exitCodeOf(reason) {
  return reason instanceof SetupStopped ? reason.exitCode : 1;
}

const HELP = `Usage: npm run setup [-- demo | node]

Installs into this folder what is missing: npm packages and a Python environment,
for the demo and the tests.

  demo   what npm start needs
  node   what the deployment and the command line need: no Python`;

function main([packages = 'all', ...more]) {
  if (packages === '--help' || packages === '-h') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (['all', 'demo', 'node'].includes(packages) && more.length === 0) return setUp(packages);
  new Progress(process.stderr).problem(
    `npm run setup: expected demo, node or nothing, got ${[packages, ...more].join(' ')}`,
  );
  return 2;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
