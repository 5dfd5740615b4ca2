/** Runs a function in its own process, as a Lambda container does. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FunctionName } from '../../functions/shared/runtime/metric-names.ts';

/** A message to a container. */
export type ContainerCall =
  | { readonly event: unknown; readonly remainingMs?: number }
  | { readonly clockShiftMs: number }
  | { readonly resources: true };

/** The answer of a container; `ms` is the time since the handler was called, measured in the container. */
export interface ContainerAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the contract says is there
  readonly answer?: any;
  readonly error?: string;
  readonly ms?: number;
}

/** A function in its own process, started cold with its environment, like a Lambda container. */
export class Container {
  readonly #child: ChildProcess;
  readonly #ready: Promise<ContainerAnswer>;
  #output = '';

  constructor(fn: FunctionName, environment: Record<string, string>) {
    this.#child = fork('test/support/invoke-handler.ts', [fn], {
      env: { ...environment, PATH: process.env.PATH },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.#output += text;
      });
    }
    this.#ready = this.#nextAnswer();
    // A container that does not begin says so at its first call.
    this.#ready.catch(() => {});
  }

  /** All that it wrote, to standard output and standard error. */
  get output(): string {
    return this.#output;
  }

  /** @throws when the handler throws, or the container ends */
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the contract says is there
  async invoke(event: unknown): Promise<any> {
    const { answer, error } = await this.call({ event });
    if (error !== undefined) throw new Error(error);
    return answer;
  }

  /** Waits until the module has been imported. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Says something to the container. @throws when it ends */
  async call(call: ContainerCall): Promise<ContainerAnswer> {
    await this.#ready;
    const answered = this.#nextAnswer();
    this.#child.send(call);
    return answered;
  }

  /** Stands still, sockets and timers included, as a container does between two requests. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  async #nextAnswer(): Promise<ContainerAnswer> {
    const over = new AbortController();
    const options = { signal: over.signal };
    try {
      const ended = once(this.#child, 'exit', options).then(() => undefined);
      const message = once(this.#child, 'message', options).then(([answer]) => answer as ContainerAnswer);
      ended.catch(() => {});
      message.catch(() => {});
      const answer = await Promise.race([ended, message]);
      if (answer === undefined) throw new Error('the container ended');
      return answer;
    } finally {
      over.abort();
    }
  }
}
