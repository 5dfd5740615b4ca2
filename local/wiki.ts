import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.ts';
import type { PartStarter } from './part-starter.ts';
import { PYTHON, ROOT } from './paths.ts';

// The first start makes the wiki and its index.
const READY_WITHIN_MS = 120_000;

export interface WikiSettings {
  /** Where browsers see it: the gateway's address. */
  wikiUrl: string;
  /** Where it listens itself. */
  port: number;
  siteUrl: string;
  assertionKey: string;
  issuer: string;
  /** `aud` of the assertions that it takes. */
  audience: string;
  /** The file that the key is written to. */
  keysFile: string;
  dataDir: string;
  tmp: string;
}

/** Starts the MoinMoin demo wiki, which only the gateway talks to. */
export async function startWiki(start: PartStarter, settings: WikiSettings): Promise<Part> {
  writeFileSync(settings.keysFile, `${settings.assertionKey}\n`, { mode: 0o600 });
  const part = start({
    name: 'wiki',
    command: PYTHON,
    args: ['-u', join(ROOT, 'local', 'wiki', 'serve.py')],
    cwd: ROOT,
    env: {
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TMPDIR: settings.tmp,
      WIKI_URL: settings.wikiUrl,
      WIKI_PORT: String(settings.port),
      WIKI_DATA_DIR: settings.dataDir,
      WIKI_SSO_KEYS_FILE: settings.keysFile,
      WIKI_SSO_ISSUER: settings.issuer,
      WIKI_SSO_AUDIENCE: settings.audience,
      SITE_URL: settings.siteUrl,
    },
  });
  await part.untilFirstLine(READY_WITHIN_MS);
  return part;
}
