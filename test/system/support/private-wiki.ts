import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway } from '../../../local/gateway/gateway.ts';
import { PYTHON, ROOT } from '../../../local/paths.ts';
import { claimPort } from '../../../local/ports.ts';
import { KEYS_FILE } from './operator.ts';
import { gatewayTo } from './other-origin.ts';
import { endpoints } from './system-under-test.ts';

const READY_WITHIN_MS = 60_000;

/**
 * A second MoinMoin with the plugin's switch `private` on, behind the same deployed API. It has the first one's
 * address, the only one that the site knows: a browser is told by `browserArgs` to find it on another port.
 */
export class PrivateWiki {
  readonly browserArgs: string[];
  readonly #wiki: ChildProcess;
  readonly #gateway: Gateway;
  readonly #dir: string;

  private constructor(wiki: ChildProcess, dir: string, gateway: Gateway, port: number) {
    this.#wiki = wiki;
    this.#dir = dir;
    this.#gateway = gateway;
    this.browserArgs = [`--host-resolver-rules=MAP ${new URL(endpoints.wikiUrl).host} 127.0.0.1:${port}`];
  }

  static async start(): Promise<PrivateWiki> {
    const dir = mkdtempSync(join(tmpdir(), 'wiki-sso-private-'));
    const wikiPort = await claimPort(0, 'the private wiki', '');
    const wiki = spawn(PYTHON, ['-u', join(ROOT, 'local', 'wiki', 'serve.py')], {
      env: {
        PATH: '/usr/bin:/bin',
        LANG: 'C.UTF-8',
        TMPDIR: dir,
        WIKI_URL: endpoints.wikiUrl,
        WIKI_PORT: String(wikiPort),
        WIKI_DATA_DIR: join(dir, 'wiki'),
        WIKI_SSO_KEYS_FILE: KEYS_FILE,
        SITE_URL: endpoints.siteUrl,
        WIKI_PRIVATE: '1',
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Its first line says that it listens.
    await once(wiki.stdout, 'data', { signal: AbortSignal.timeout(READY_WITHIN_MS) });
    const { gateway, port } = await gatewayTo(`http://127.0.0.1:${wikiPort}`);
    return new PrivateWiki(wiki, dir, gateway, port);
  }

  async stop(): Promise<void> {
    await this.#gateway.close();
    this.#wiki.kill();
    if (this.#wiki.exitCode === null && this.#wiki.signalCode === null) await once(this.#wiki, 'exit');
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
