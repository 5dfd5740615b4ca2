/** Runs a bundle as a Lambda container would, with a store and a Secrets Manager on loopback. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { COOKIE_SET, memberOf } from '../../functions/shared/sessions/store-keys.ts';
import { FakeSecretsManager } from '../../harness/fake-secrets-manager.ts';
import { bridgeSecrets, functionEnvironment } from '../../harness/function-environment.ts';
import { TlsProxy } from '../../harness/tls-proxy.ts';
import type { ValkeyServer } from '../../harness/valkey-server.ts';
import { COOKIE_VALUE, type Subject } from './subjects.ts';

/** The figures of a container, milliseconds. */
export interface Run {
  /** Loading, including the work that it starts. */
  readonly initMs: number;
  /** The first answer, from the handler's entry. */
  readonly firstMs: number;
  /** The processor time of all threads until the first answer. */
  readonly cpuMs: number;
}

/**
 * An approximation of the default store, ElastiCache with TLS and IAM: a Valkey behind TLS whose user accepts any
 * password, and a server on loopback for Secrets Manager. That server uses TLS too: otherwise the SDK would import
 * `node:http` as an ES module, which loads all of undici and makes every ratio look better.
 */
export class Stage {
  /** The folder for bundles and events. */
  readonly folder = mkdtempSync(join(tmpdir(), 'wiki-sso-bench-'));
  readonly #store: TlsProxy;
  readonly #secrets: FakeSecretsManager;
  readonly #secretsByTls: TlsProxy;

  private constructor(store: TlsProxy, secrets: FakeSecretsManager, secretsByTls: TlsProxy) {
    this.#store = store;
    this.#secrets = secrets;
    this.#secretsByTls = secretsByTls;
  }

  static async start(valkey: ValkeyServer): Promise<Stage> {
    await valkey.setUser('bench', 'on', 'nopass', '~*', '+@all');
    await valkey.admin.zadd(COOKIE_SET, Date.now() / 1000, memberOf(COOKIE_VALUE));
    const secrets = await FakeSecretsManager.start(bridgeSecrets(valkey.url));
    const secretsByTls = await TlsProxy.start(Number(new URL(secrets.url).port));
    return new Stage(await TlsProxy.start(valkey.port), secrets, secretsByTls);
  }

  /** Runs a bundle in its own process. @throws if its answer is wrong */
  async run(subject: Subject, bundle: string): Promise<Run> {
    const eventFile = join(this.folder, 'event.json');
    writeFileSync(eventFile, JSON.stringify(subject.event()));
    const child = spawn(process.execPath, ['bench/cold/container.cjs', bundle, eventFile], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'close');
    let said = '';
    for await (const chunk of child.stderr) said += chunk;
    await ended;
    const { answer, ...run } = read(said);
    if (!subject.answersRightly(answer as never))
      throw new Error(`${subject.name} answered ${JSON.stringify(answer)}`);
    return run;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#store.stop(), this.#secretsByTls.stop(), this.#secrets.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    return {
      ...functionEnvironment(`https://localhost:${this.#secretsByTls.port}`),
      PATH: process.env.PATH ?? '',
      CACHE_HOST: 'localhost',
      CACHE_PORT: String(this.#store.port),
      CACHE_NAME: 'bench',
      CACHE_USER: 'bench',
      NODE_EXTRA_CA_CERTS: resolve('harness/tls/test-only.cert.pem'),
    };
  }
}

function read(said: string): Run & { answer: unknown } {
  try {
    return JSON.parse(said);
  } catch {
    throw new Error(`a container failed: ${said.slice(-1000)}`);
  }
}
