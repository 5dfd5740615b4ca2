/** Runs a function under AWS's Lambda Runtime Interface Emulator. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimPort, LOOPBACK } from '../../../local/ports.ts';

const EMULATOR = resolve('.local/tools/emulator/aws-lambda-rie');
const RUNTIME_CLIENT = resolve('.local/tools/runtime-client/index.mjs');
const STOP_GRACE_MS = 5000;
/** The emulator counts the start of the runtime into the first invocation's time; Lambda gives it a time of its own. */
const START_SECONDS = 60;

/** A function as it would stand on Lambda. */
export interface LambdaFunction {
  /** Folder with its code. */
  readonly code: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * One function under AWS's Lambda Runtime Interface Emulator, on the pinned Node, by the runtime client that AWS's own
 * Node image has.
 */
export class LambdaEmulator {
  readonly #process: ChildProcess;
  readonly #port: number;
  #output = '';

  private constructor(fn: LambdaFunction, port: number, runtimePort: number) {
    this.#port = port;
    this.#process = spawn(
      EMULATOR,
      [
        ...['--runtime-interface-emulator-address', `${LOOPBACK}:${port}`],
        ...['--runtime-api-address', `${LOOPBACK}:${runtimePort}`],
        ...[process.execPath, RUNTIME_CLIENT, fn.handler],
      ],
      {
        cwd: fn.code,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env.PATH,
          LAMBDA_TASK_ROOT: fn.code,
          _HANDLER: fn.handler,
          AWS_LAMBDA_FUNCTION_TIMEOUT: String(fn.timeoutSeconds + START_SECONDS),
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMegabytes),
          ...fn.environment,
        },
      },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.#output += text;
      });
    }
  }

  static async start(fn: LambdaFunction): Promise<LambdaEmulator> {
    const emulator = new LambdaEmulator(fn, await claimPort(0, '', ''), await claimPort(0, '', ''));
    await emulator.#listening();
    return emulator;
  }

  /** All that the function, its runtime and the emulator wrote. */
  get output(): string {
    return this.#output;
  }

  /** Ends the function. @returns its own log lines: all of them, since nothing is under way any more */
  async stopAndReadLog(): Promise<Record<string, unknown>[]> {
    await this.stop();
    return this.#output
      .split('\n')
      .filter((line) => line.includes('"Outcome"'))
      .map((line) => JSON.parse(line));
  }

  /** @returns what the function answers; of a failure its `errorType` and `errorMessage`, as Lambda does */
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the contract says is there
  async invoke(event: unknown): Promise<any> {
    const response = await fetch(
      `http://${LOOPBACK}:${this.#port}/2015-03-31/functions/function/invocations`,
      {
        method: 'POST',
        body: JSON.stringify(event),
        signal: AbortSignal.timeout(120_000),
      },
    );
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`expected JSON, got ${response.status} ${JSON.stringify(text)}\n${this.#output}`);
    }
  }

  /** The emulator ends its function. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    // Not before all that it wrote has been read.
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(timer);
  }

  async #listening(): Promise<void> {
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error(`the emulator ended: ${this.#output}`);
      // Any answer will do: the emulator has no other path.
      const answered = await fetch(`http://${LOOPBACK}:${this.#port}/`).then(
        () => true,
        () => false,
      );
      if (answered) return;
      await sleep(20);
    }
  }
}
