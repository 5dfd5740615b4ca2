/** Starts the process that prunes and gives it a lower priority than the readers. */

import { type ChildProcess, type ForkOptions, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import type { Pruned, PruneTask } from './pruner.ts';

/** Discards the standard output of child processes: log lines that are written as on Lambda. */
export const QUIET: ForkOptions = { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };

/** Lowers the priority of the pruning process: on AWS it has its own processors, here it shares them with the readers. */
function standBack(pid: number): void {
  setPriority(pid, Math.min(19, getPriority() + 15));
  // In the real-time class the nice value has no effect; a lower priority has.
  const chrt = (...args: string[]) => spawnSync('chrt', args, { encoding: 'utf8' }).stdout ?? '';
  if (chrt('--pid', String(process.pid)).includes('SCHED_RR'))
    chrt('--all-tasks', '--rr', '--pid', '1', String(pid));
}

/** A process that is ready to prune once, like a warm Lambda container. */
export class PruningProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts the process. Resolves when it has loaded everything, because loading is not measured. */
  static async start(): Promise<PruningProcess> {
    const child = fork('bench/scale/pruner.ts', [], QUIET);
    await once(child, 'message');
    if (child.pid !== undefined) standBack(child.pid);
    return new PruningProcess(child);
  }

  /** @throws if the process ends without an answer */
  async prune(task: PruneTask): Promise<Pruned> {
    const answer = once(this.#child, 'message');
    const ended = once(this.#child, 'exit').then(() =>
      Promise.reject(new Error('the pruning process ended early')),
    );
    this.#child.send(task);
    return (await Promise.race([answer, ended]))[0] as Pruned;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
