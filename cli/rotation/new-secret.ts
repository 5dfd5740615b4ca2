// Makes a new secret, and keeps it in a file for the operator.

import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { SetupError } from '../cli-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random letters and digits, like the stack's own secrets: they need no quotes, and every four are valid base64. */
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
        ? 'exists already: it may hold a secret that is still in use'
        : `cannot be written: ${message}`;
    throw new SetupError(`${path} ${why}`, { cause: error });
  }
}

/** Reads a secret from a file. @throws {SetupError} without the file's content in its message */
export function readSecretFile(path: string): string {
  const secret = readText(path).trim();
  // A wiki's own file holds all its keys, one a line.
  if (/[\r\n]/.test(secret)) throw new SetupError(`${path}: expected one line with the new key, got several`);
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
