/** A real Valkey for tests and benchmarks, on loopback and a free port. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { claimPort } from '../local/ports.ts';
import { findValkeyServer } from '../local/valkey.ts';

/** A real Valkey, on loopback and a free port. */
export class ValkeyServer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'wiki-sso-valkey-'));
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;
  #admin: Redis | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.#options = options;
  }

  /** @param options further arguments of valkey-server */
  static async start(...options: string[]): Promise<ValkeyServer> {
    const server = new ValkeyServer(await claimPort(0, 'a store', ''), options);
    await server.launch();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A client with all rights, for set-up and inspection. */
  get admin(): Redis {
    this.#admin ??= new Redis(this.port, '127.0.0.1', {
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
      // The client retries until the server listens, also after a test has killed it.
    }).on('error', () => {});
    return this.#admin;
  }

  /** Starts the process, also again after `kill`. It is empty unless the options load data. */
  async launch(): Promise<void> {
    this.launchWithoutWaiting();
    await this.admin.ping();
  }

  /**
   * Starts the process without waiting; it may need time to load data.
   * @param options further arguments for this start
   */
  launchWithoutWaiting(...options: string[]): void {
    if (this.#isRunning()) return;
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    this.#process = spawn(findValkeyServer(), [...args, ...this.#options, ...options], { stdio: 'ignore' });
  }

  /** Stops answering without closing connections, as a hung host would. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Creates or changes an ACL user. */
  async setUser(name: string, ...rules: string[]): Promise<void> {
    await this.admin.call('ACL', 'SETUSER', name, ...rules);
  }

  /** Closes all connections but that of `admin`. */
  async cutConnections(): Promise<void> {
    await this.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  }

  /** Kills the process. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.#isRunning()) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  #isRunning(): boolean {
    return (
      this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
    );
  }

  /** Kills the process and removes its files. */
  async stop(): Promise<void> {
    this.#admin?.disconnect();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
