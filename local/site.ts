/** Starts the Django demo site. */

import { join } from 'node:path';
import type { Part } from './part.ts';
import type { PartStarter } from './part-starter.ts';
import { PYTHON, ROOT } from './paths.ts';
import { writeSecretWhole } from './secret-file.ts';

const READY_WITHIN_MS = 60_000;

export interface SiteSettings {
  siteUrl: string;
  wikiUrl: string;
  wikis: { url: string }[];
  hooksUrl: string;
  hookSecret: string;
  /** The file from which the site reads the secret, again after each change. */
  hookSecretFile: string;
  /** The site shows what the bridge stores; a real site cannot reach the store. */
  redisUrl: string;
  demoUser: string;
  demoPassword: string;
  dataDir: string;
  tmp: string;
}

/** Starts the Django demo site; it listens on the port of its URL. */
export async function startSite(start: PartStarter, settings: SiteSettings): Promise<Part> {
  writeSecretWhole(settings.hookSecretFile, `${settings.hookSecret}\n`);
  const part = start({
    name: 'site',
    command: PYTHON,
    args: ['-u', join(ROOT, 'local', 'site', 'serve.py')],
    cwd: ROOT,
    env: {
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TMPDIR: settings.tmp,
      SITE_URL: settings.siteUrl,
      SITE_DATA_DIR: settings.dataDir,
      WIKI_URL: settings.wikiUrl,
      MORE_WIKI_URLS: settings.wikis
        .slice(1)
        .map(({ url }) => url)
        .join(' '),
      WIKI_SSO_HOOKS_URL: settings.hooksUrl,
      WIKI_SSO_HOOK_SECRET_FILE: settings.hookSecretFile,
      STORE_URL: settings.redisUrl,
      DEMO_USER: settings.demoUser,
      DEMO_PASSWORD: settings.demoPassword,
    },
  });
  await part.untilFirstLine(READY_WITHIN_MS);
  return part;
}
