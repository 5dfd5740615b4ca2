import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another instance uses the same folder. */
export class DataDirInUseError extends Error {
  override name = 'DataDirInUseError';
}

/**
 * Marks the folder as used by this process until the returned function is called. The mark of a process that
 * is gone counts for nothing. @throws {DataDirInUseError}
 */
export function lockDataDir(dir: string): () => void {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'instance.pid');
  const holder = readHolder(file);
  if (holder !== undefined && holder !== process.pid && isInstance(holder)) {
    throw new DataDirInUseError(
      `another instance (process ${holder}) uses ${dir}. Stop it, or choose another folder with --data-dir DIR.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => {
    if (readHolder(file) === process.pid) rmSync(file, { force: true });
  };
}

function readHolder(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

/** Process ids are used again: what counts is that the process runs this program. */
function isInstance(pid: number): boolean {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' }).includes('start.ts');
  } catch {
    // No such process, or no `ps`: then the busy ports will tell.
    return false;
  }
}
