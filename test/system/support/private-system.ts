import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoints } from '../../../local/endpoints.ts';
import { ROOT } from '../../../local/paths.ts';
import { claimPort } from '../../../local/ports.ts';
import { StoreSwitch } from './store-switch.ts';

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 20_000;

/** What the system under test did not do. */
export class SystemError extends Error {
  override name = 'SystemError';
}

/**
 * A whole instance of what `npm start` runs, on free ports and in a folder of its own, with a switch between
 * the functions and the store.
 */
export class PrivateSystem {
  readonly endpointsFile: string;
  readonly storeSwitch: StoreSwitch;
  readonly #dir: string;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(dir: string, child: ChildProcess, storeSwitch: StoreSwitch) {
    this.#dir = dir;
    this.#child = child;
    this.storeSwitch = storeSwitch;
    this.endpointsFile = join(dir, 'endpoints.json');
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.#output += text;
      });
    }
  }

  /** @throws {SystemError} with what it printed */
  static async start(): Promise<PrivateSystem> {
    // Inside the project, as the folder of `npm start` is: what lies above it must not matter.
    mkdirSync(join(ROOT, '.local'), { recursive: true });
    const dir = mkdtempSync(join(ROOT, '.local', 'system-'));
    const storePort = await claimPort(0, 'the store', '');
    const storeSwitch = await StoreSwitch.start(storePort);
    const child = spawn(
      process.execPath,
      [
        join(ROOT, 'local', 'start.ts'),
        ...['--data-dir', dir, '--site-port', '0', '--wiki-port', '0'],
        ...['--store-port', String(storePort), '--functions-store-port', String(storeSwitch.port)],
        '--with-parent',
      ],
      { cwd: ROOT, env: withoutJest(process.env), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const system = new PrivateSystem(dir, child, storeSwitch);
    await system.#untilUp();
    return system;
  }

  get endpoints(): Endpoints {
    return JSON.parse(readFileSync(this.endpointsFile, 'utf8')) as Endpoints;
  }

  /** Ends everything and removes its folder; the logs are kept as artefacts of the run. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#isRunning()) {
      this.#child.kill('SIGINT');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(timer);
    }
    await this.storeSwitch.stop();
    const kept = join(ROOT, '.local', 'artifacts', 'system-logs');
    rmSync(kept, { recursive: true, force: true });
    cpSync(join(this.#dir, 'logs'), kept, { recursive: true });
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #untilUp(): Promise<void> {
    const deadline = performance.now() + START_LIMIT_MS;
    while (!existsSync(this.endpointsFile)) {
      if (!this.#isRunning() || performance.now() > deadline) {
        await this.stop();
        throw new SystemError(`the system did not come up:\n${this.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

/** The system runs as it would for a person: without the options that jest's own Node needs, and no ports of theirs. */
function withoutJest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR } = env;
  return { PATH, HOME, LANG, TMPDIR };
}
