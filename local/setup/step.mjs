// Runs one command of the set-up and shows it as a line with its duration.

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Progress } from '../progress.mjs';

/** The project's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The folder for generated files, which may be deleted at any time. */
export const LOCAL = join(ROOT, '.local');

const TAIL_LINES = 15;
const STOP_GRACE_MS = 2_000;

/** Something is missing or failed; the user sees only the message. */
export class SetupError extends Error {}

/** The set-up was stopped, by Ctrl-C for example; nothing failed. */
export class SetupStopped extends Error {
  constructor({ reason, exitCode }) {
    super(reason);
    this.exitCode = exitCode;
  }
}

export const progress = new Progress(process.stdout);

let announced = false;

/**
 * Runs a command, writes its output to `.local/logs/<log>.log` and shows its progress.
 * @param signal ends the command and all its child processes
 * @param options options of `spawn`; `advice(output)` may add lines to the error of a failed command
 * @throws {SetupError} with the end of the output, if the command fails
 */
export async function runStep(title, log, command, args, signal, { advice, ...options } = {}) {
  signal.throwIfAborted();
  if (!announced)
    progress.say('Setting up: packages go into this folder. The first time takes a minute or two.');
  announced = true;
  mkdirSync(join(LOCAL, 'logs'), { recursive: true });
  const logFile = join(LOCAL, 'logs', `${log}.log`);
  const fd = openSync(logFile, 'w');
  try {
    await progress.step(title, () => {
      // In its own process group, so that the processes that npm and pip start can be ended too.
      const child = spawn(command, args, {
        cwd: ROOT,
        stdio: ['ignore', fd, fd],
        detached: true,
        ...options,
      });
      return finished(child, signal);
    });
  } catch (error) {
    signal.throwIfAborted();
    const output = readFileSync(logFile, 'utf8');
    const lines = [`${title}: ${error.message}`, tail(output), ...(advice?.(output) ?? [])];
    lines.push(`  The command: ${command} ${args.join(' ')}`, `  Its whole output: ${logFile}`);
    throw new SetupError(lines.join('\n'));
  } finally {
    closeSync(fd);
  }
}

function finished(child, signal) {
  let killing;
  const end = () => {
    signalGroup(child, 'SIGTERM');
    killing = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_GRACE_MS);
  };
  signal.addEventListener('abort', end);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, endedBy) => {
      if (code === 0) resolve();
      else reject(new Error(endedBy ? `ended by ${endedBy}` : `exit code ${code}`));
    });
  }).finally(() => {
    clearTimeout(killing);
    signal.removeEventListener('abort', end);
  });
}

function signalGroup({ pid }, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function tail(output) {
  const lines = output.trimEnd().split('\n').slice(-TAIL_LINES);
  return lines.map((line) => `    ${line}`).join('\n');
}
