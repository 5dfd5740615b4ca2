import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FunctionName } from '../../functions/shared/runtime/metric-names.ts';

/** A function in a process of its own, begun cold from its environment, as a Lambda container is. */
export class Container {
  readonly #child: ChildProcess;

  constructor(fn: FunctionName, environment: Record<string, string>) {
    this.#child = fork('test/support/invoke-handler.ts', [fn], {
      env: { ...environment, PATH: process.env.PATH },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  /** @throws when the handler throws, or the container ends */
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever the contract says is there
  async invoke(event: unknown): Promise<any> {
    const ended = once(this.#child, 'exit').then(() => [{ error: 'the container ended' }]);
    const answered = once(this.#child, 'message');
    this.#child.send(event as object);
    const [{ answer, error }] = await Promise.race([answered, ended]);
    if (error !== undefined) throw new Error(error);
    return answer;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
