import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { SetupError } from '../cli-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random letters and digits, as the stack makes its secrets of: they need no quoting, and every four are valid base64. */
export function newSecret(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** Writes a secret to a new file that only its owner may read. @throws {SetupError} */
export function writeSecretFile(path: string, value: string): void {
  try {
    writeFileSync(path, `${value}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST'
        ? 'is there already: it may hold a secret that somebody needs'
        : `cannot be written: ${message}`;
    throw new SetupError(`${path} ${why}`, { cause: error });
  }
}

/** Reads such a file. @throws {SetupError} that never repeats what is in it */
export function readSecretFile(path: string): string {
  const secret = readText(path).trim();
  // A wiki's own file has all its keys, one a line.
  if (/[\r\n]/.test(secret))
    throw new SetupError(`${path} holds more than one line: it takes the new key alone`);
  return secret;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SetupError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}
