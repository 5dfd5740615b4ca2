/** A child process of an instance: its log file, its readiness and its end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Watchdog } from './watchdog.ts';

const STOP_GRACE_MS = 5_000;
const TAIL_LINES = 15;

export interface PartCommand {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment; the part inherits nothing else. */
  env: Record<string, string>;
}

export interface PartSurroundings {
  logs: string;
  watchdog: Watchdog;
  /** Receives each line that the part prints. */
  onLine: (part: string, line: string) => void;
}

export interface PartEnd {
  ok: boolean;
  reason: string;
}

/** A part ended, or did not become ready; the message contains the end of its log. */
export class PartFailedError extends Error {
  override name = 'PartFailedError';
}

/** A child process in its own process group, with its output in a log file. */
export class Part {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process ends, for any reason. */
  readonly ended: Promise<PartEnd>;
  readonly #log: WriteStream;
  readonly #logFile: string;
  readonly #firstLine: Promise<void>;

  private constructor(child: ChildProcess, command: PartCommand, surroundings: PartSurroundings) {
    this.name = command.name;
    this.pid = child.pid ?? 0;
    this.#logFile = join(surroundings.logs, `${command.name}.log`);
    this.#log = createWriteStream(this.#logFile);
    this.#firstLine = new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (text) => {
          if (stream === child.stdout) resolve();
          this.#log.write(`${text}
`);
          surroundings.onLine(this.name, text);
        });
      }
    });
    if (this.pid) surroundings.watchdog.watch(this.pid);
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ ok: false, reason: error.message }));
      child.once('exit', (code, signal) => {
        surroundings.watchdog.forget(this.pid);
        resolve({ ok: code === 0, reason: signal ? `ended by ${signal}` : `exit code ${code}` });
      });
    });
  }

  static start(command: PartCommand, surroundings: PartSurroundings): Part {
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Part(child, command, surroundings);
  }

  /** Waits until the part ends. @throws {PartFailedError} unless it succeeds */
  async untilDone(): Promise<void> {
    const { ok, reason } = await this.ended;
    if (!ok) throw new PartFailedError(await this.describeEnd(reason));
  }

  /** Waits for the first line on standard output. @throws {PartFailedError} */
  async untilFirstLine(timeoutMs: number): Promise<void> {
    let printed = false;
    void this.#firstLine.then(() => {
      printed = true;
    });
    await this.until(async () => printed, timeoutMs);
  }

  /** Calls `isReady` until it returns true. @throws {PartFailedError} if the part ends first, or after the timeout */
  async until(isReady: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    let reason: string | undefined;
    void this.ended.then((end) => {
      reason = end.reason;
    });
    while (!(await isReady())) {
      if (reason !== undefined) throw new PartFailedError(await this.describeEnd(reason));
      if (performance.now() > deadline) {
        throw new PartFailedError(await this.describeEnd(`not ready after ${timeoutMs / 1000} s`));
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** `reason` with the end of the log. */
  async describeEnd(reason: string): Promise<string> {
    // The pipes may still contain the last lines.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const tail = readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
    const indented = tail.map((line) => `    ${line}`).join('\n');
    return `${this.name}: ${reason}\n${indented}\n  Its whole log: ${this.#logFile}`;
  }

  /** Sends SIGTERM to the whole group, and SIGKILL after 5 s. */
  async stop(): Promise<void> {
    if (!this.pid) return;
    signalGroup(this.pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(this.pid, 'SIGKILL'), STOP_GRACE_MS);
    await this.ended;
    clearTimeout(timer);
    // The process has ended; this ends the children that it left behind.
    signalGroup(this.pid, 'SIGKILL');
    this.#log.end();
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
