// Allows one set-up at a time in this folder, because two would break each other's installation.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL, progress, SetupError } from './step.mjs';

const POLL_MS = 100;
const PATIENCE_MS = 15 * 60_000;

/**
 * Runs `work` while no other set-up of this folder runs. It takes over the lock of a process that has ended.
 * @param signal ends the wait
 * @throws {SetupError} if another set-up has not finished after 15 minutes
 */
export async function withSetupLock(work, signal) {
  mkdirSync(LOCAL, { recursive: true });
  const lock = join(LOCAL, 'setup.lock');
  const mine = `${process.pid} ${performance.timeOrigin}`;
  await acquire(lock, mine, signal);
  try {
    await work();
  } finally {
    if (read(lock) === mine) rmSync(lock, { force: true });
  }
}

async function acquire(lock, mine, signal) {
  const deadline = performance.now() + PATIENCE_MS;
  let announced = false;
  while (!take(lock, mine)) {
    signal.throwIfAborted();
    const holder = read(lock);
    if (holder !== undefined && !isRunning(holder)) {
      removeStale(lock, holder);
      continue;
    }
    if (performance.now() > deadline) {
      throw new SetupError(`another setup (process ${holder}) does not finish; delete ${lock} if it is gone`);
    }
    if (!announced)
      progress.say(`  Waiting for another set-up of this folder (process ${holder?.split(' ')[0]}) …`);
    announced = true;
    await sleep(POLL_MS);
  }
}

/** Creates the lock file unless it exists. */
function take(lock, mine) {
  try {
    writeFileSync(lock, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock of a process that has ended; a lock that another process took meanwhile is restored. */
function removeStale(lock, holder) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (read(aside) === holder) rmSync(aside);
  else renameSync(aside, lock);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(holder) {
  const pid = Number.parseInt(holder, 10);
  // The file was just created and is still empty: its owner is running.
  if (!Number.isInteger(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
