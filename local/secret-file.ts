/** Writes a file that only its owner may read, whole or not at all. */

import { renameSync, writeFileSync } from 'node:fs';

export function writeSecretWhole(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text, { mode: 0o600 });
  renameSync(aside, file);
}
