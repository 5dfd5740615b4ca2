// One long-running command of the setup, shown as a line with its time.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Progress } from '../progress.mjs';

/** The project's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Everything that is made on this machine and may be deleted at any time. */
export const LOCAL = join(ROOT, '.local');

const TAIL_LINES = 15;

/** Something is missing or failed; the message is all that the reader gets. */
export class SetupError extends Error {}

/** Somebody pressed Ctrl-C, or ended it otherwise: nothing failed. */
export class SetupStopped extends Error {}

export const progress = new Progress(process.stdout);

let announced = false;

/**
 * Runs a command with its output in `.local/logs/<log>.log`, and says what runs and how long it took.
 * @throws {SetupError} with the tail of the output when the command fails
 */
export async function runStep(title, log, command, args, options = {}) {
  if (!announced)
    progress.say('Setting up: packages go into this folder. The first time takes a minute or two.');
  announced = true;
  mkdirSync(join(LOCAL, 'logs'), { recursive: true });
  const logFile = join(LOCAL, 'logs', `${log}.log`);
  const fd = openSync(logFile, 'w');
  try {
    await progress.step(title, () =>
      finished(spawn(command, args, { cwd: ROOT, stdio: ['ignore', fd, fd], ...options })),
    );
  } catch (error) {
    if (error instanceof SetupStopped) throw error;
    throw new SetupError(
      `${title}: ${error.message}\n${tail(logFile)}\n  The command: ${command} ${args.join(' ')}\n  Its whole output: ${logFile}`,
    );
  } finally {
    closeSync(fd);
  }
}

/** Waits for the child; a signal that ends the setup ends the child first. */
function finished(child) {
  let stopped = false;
  const stop = (signal) => {
    stopped = true;
    child.kill(signal);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (stopped) reject(new SetupStopped());
      else if (code === 0) resolve();
      else reject(new Error(signal ? `ended by ${signal}` : `exit code ${code}`));
    });
  }).finally(() => process.off('SIGINT', stop).off('SIGTERM', stop));
}

function tail(file) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
  return lines.map((line) => `    ${line}`).join('\n');
}
