/** Starts the process that prunes and gives it a lower priority than the readers. */

import { type ChildProcess, type ForkOptions, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import type { Pruned, PruneTask } from './pruner.ts';

/** For children whose standard output is log lines, written as on Lambda and not shown. */
export const QUIET: ForkOptions = { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };

/** On AWS it has processors of its own; here it must not take the readers' while they have something to do. */
function standBack(pid: number): void {
  setPriority(pid, Math.min(19, getPriority() + 15));
  // In the real-time class niceness means nothing, and a priority lower does.
  const chrt = (...args: string[]) => spawnSync('chrt', args, { encoding: 'utf8' }).stdout ?? '';
  if (chrt('--pid', String(process.pid)).includes('SCHED_RR'))
    chrt('--all-tasks', '--rr', '--pid', '1', String(pid));
}

/** A process that stands ready to prune once, as a container of Lambda's does. */
export class PruningProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when the process has loaded all that it needs: starting up is no part of what is measured. */
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
