/** Keeps two instances from using one data folder. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Endpoints } from './endpoints.ts';
import { type DataDir, ROOT } from './paths.ts';

/** Another instance uses the same folder. */
export class DataDirInUseError extends Error {
  override name = 'DataDirInUseError';
}

/**
 * Marks the folder as used by this process. The mark of a process that has ended is ignored.
 * @returns a function that removes the mark
 * @throws {DataDirInUseError}
 */
export function lockDataDir(dir: DataDir): () => void {
  mkdirSync(dir.root, { recursive: true });
  const file = join(dir.root, 'instance.pid');
  const holder = readHolder(file);
  if (holder !== undefined && holder !== process.pid && isInstance(holder)) {
    throw new DataDirInUseError(describeHolder(holder, dir));
  }
  writeFileSync(file, String(process.pid));
  return () => {
    if (readHolder(file) === process.pid) rmSync(file, { force: true });
  };
}

/** Describes the running instance. Its address comes first, because the user may want only that. */
function describeHolder(holder: number, dir: DataDir): string {
  const folder = relative(ROOT, dir.root) || '.';
  return [
    `it is running already (process ${holder}, folder ${folder}).`,
    `  ${siteThere(dir)}`,
    '  To stop it, press Ctrl-C where it runs. For a second one beside it:',
    '  npm start -- --data-dir .local/second --site-port 8001 --wiki-port 8081',
  ].join('\n');
}

function siteThere(dir: DataDir): string {
  try {
    const { siteUrl } = JSON.parse(readFileSync(dir.endpointsFile, 'utf8')) as Endpoints;
    return `Its site is ${siteUrl}/`;
  } catch {
    return 'It is still starting, or stopping.';
  }
}

function readHolder(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process is an instance: the system reuses process ids for other programs. */
function isInstance(pid: number): boolean {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).includes('start.ts');
  } catch {
    // No such process, or no `ps`. If an instance runs after all, its ports are taken.
    return false;
  }
}
