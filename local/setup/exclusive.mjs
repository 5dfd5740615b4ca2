// One setup at a time in this folder: two that install into the same place at once would spoil each other's work.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL, progress, SetupError } from './step.mjs';

const POLL_MS = 100;
const PATIENCE_MS = 15 * 60_000;

/**
 * Runs `work` while no other setup of this folder does. The lock of a process that is gone is taken over.
 * @param signal ends the wait
 * @throws {SetupError} when another setup has not finished after 15 minutes
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
  let told = false;
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
    if (!told)
      progress.say(`  Waiting for another set-up of this folder (process ${holder?.split(' ')[0]}) …`);
    told = true;
    await sleep(POLL_MS);
  }
}

/** Creates the lock file whole: made aside, then linked by a move that cannot replace another's. */
function take(lock, mine) {
  try {
    writeFileSync(lock, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the dead one's file away; if somebody else took the lock in between, gives theirs back. */
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
  // Just created and not yet written: its owner is at work.
  if (!Number.isInteger(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
