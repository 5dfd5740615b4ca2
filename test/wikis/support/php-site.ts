import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 30_000;
/** Asks the wiki as its own address does: the server listens on this machine alone. */
export const WIKI_HOST = 'wiki.example.com';
export const KEYS = ['the key that the bridge signs with, of more than thirty-two bytes'];

/** Whether PHP with these extensions and all of these files are here. */
export function hasPhp(extensions: readonly string[], files: readonly string[]): boolean {
  const script = `exit(array_diff(${JSON.stringify(extensions)}, get_loaded_extensions()) ? 1 : 0);`;
  return spawnSync('php', ['-r', script], { stdio: 'ignore' }).status === 0 && files.every(existsSync);
}

/** An answer, with what a browser keeps of it. */
export interface Page {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

/** A browser at a wiki behind the gateway: it keeps the wiki's cookies, and the gateway adds the identity. */
export class Browser {
  readonly #port: number;
  readonly #cookies = new Map<string, string>();

  constructor(port: number) {
    this.#port = port;
  }

  /** @param name of whom the gateway sends an assertion; undefined for nobody */
  get(path: string, name?: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send(path, { headers: { ...identity(name), ...headers } });
  }

  post(path: string, form: Record<string, string>, name?: string): Promise<Page> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(form), headers: identity(name) });
  }

  async #send(path: string, init: RequestInit): Promise<Page> {
    const cookie = Array.from(this.#cookies, (pair) => pair.join('=')).join('; ');
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=thu, 01.jan.1970|=deleted/i.test(line)) this.#cookies.delete(key);
      else this.#cookies.set(key, value);
    }
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      text: await response.text(),
    };
  }
}

function identity(name: string | undefined): Record<string, string> {
  if (name === undefined) return {};
  const email = `${name.toLowerCase().replaceAll(/\W/g, '')}@example.com`;
  return { 'x-wiki-identity': assertionOf({ sub: name, email }) };
}

/** An assertion as the bridge makes it; `claims` overwrite. */
export function assertionOf(claims: object, key = KEYS[0] ?? ''): string {
  const now = Math.floor(Date.now() / 1000);
  const all = {
    iss: 'wiki-sso',
    aud: WIKI_HOST,
    sid: '0123456789abcdef',
    iat: now,
    exp: now + 60,
    ...claims,
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, all]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** A folder served by PHP's own server. */
export class PhpSite {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(port: number, process: ChildProcess) {
    this.port = port;
    this.#process = process;
  }

  static async start(folder: string, env: Record<string, string> = {}): Promise<PhpSite> {
    const port = await freePort();
    const child = spawn('php', ['-d', 'display_errors=1', '-S', `127.0.0.1:${port}`, '-t', folder], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      stdio: 'ignore',
    });
    const site = new PhpSite(port, child);
    const until = Date.now() + START_LIMIT_MS;
    while (!(await site.#answers())) {
      if (Date.now() > until || child.exitCode !== null) {
        await site.stop();
        throw new Error(`PHP serves nothing of ${folder}`);
      }
      await sleep(50);
    }
    return site;
  }

  async #answers(): Promise<boolean> {
    try {
      await fetch(`http://127.0.0.1:${this.port}/no-such-file.txt`);
      return true;
    } catch {
      return false;
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
