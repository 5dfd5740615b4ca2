/** Starts a MoinMoin demo wiki. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Access } from '../functions/authorizer/wiki-policy.ts';
import type { Part } from './part.ts';
import type { PartStarter } from './part-starter.ts';
import { PYTHON, ROOT } from './paths.ts';

// The first start creates the wiki and its index.
const READY_WITHIN_MS = 120_000;

export interface WikiSettings {
  /** 1 for the first. */
  number: number;
  /** The address for browsers, which is the gateway's. */
  url: string;
  /** The port of the wiki itself. */
  port: number;
  siteUrl: string;
  issuer: string;
  /** The `aud` of the assertions that it accepts. */
  host: string;
  /** Whether everyone may read, or only logged-in people. */
  access: Access;
  /** The file that `writeKeys` writes. */
  keysFile: string;
  dataDir: string;
  tmp: string;
}

/** Writes a wiki's key; only the owner of the file may read it. */
export function writeKeys(file: string, key: string): void {
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
}

/** Starts a MoinMoin demo wiki. Only the gateway sends requests to it. */
export async function startWiki(start: PartStarter, settings: WikiSettings): Promise<Part> {
  mkdirSync(settings.dataDir, { recursive: true });
  const part = start({
    name: settings.number === 1 ? 'wiki' : `wiki${settings.number}`,
    command: PYTHON,
    args: ['-u', join(ROOT, 'local', 'wiki', 'serve.py')],
    cwd: ROOT,
    env: {
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TMPDIR: settings.tmp,
      WIKI_URL: settings.url,
      WIKI_PORT: String(settings.port),
      WIKI_DATA_DIR: settings.dataDir,
      WIKI_SSO_KEYS_FILE: settings.keysFile,
      WIKI_SSO_ISSUER: settings.issuer,
      WIKI_SSO_AUDIENCE: settings.host,
      WIKI_PRIVATE: settings.access === 'public' ? '0' : '1',
      SITE_URL: settings.siteUrl,
    },
  });
  await part.untilFirstLine(READY_WITHIN_MS);
  return part;
}
