import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Snippet, snippetsOf } from '../../support/doc-snippets.ts';
import { KEYS } from './php-site.ts';

const PASTED_KEYS = '/run/secrets/wiki-sso-keys';
const SNIPPETS = snippetsOf('connect-a-wiki.md');

/** Writes files of docs/connect-a-wiki.md as pasted, but for where the keys lie. */
export function paste(folder: string, ...files: readonly string[]): void {
  const keys = join(folder, 'keys');
  writeFileSync(keys, `${KEYS.join('\n')}\n`, { mode: 0o600 });
  for (const file of files) {
    writeFileSync(join(folder, file), snippet(file).text.replaceAll(PASTED_KEYS, keys));
  }
}

function snippet(file: string): Snippet {
  const [found, ...more] = SNIPPETS.filter((one) => one.file === file && one.language === 'php');
  if (found === undefined || more.length > 0) throw new Error(`docs/connect-a-wiki.md: expected one ${file}`);
  return found;
}
