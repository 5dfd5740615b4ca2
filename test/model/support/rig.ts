import { Bridge } from '../../../harness/bridge.ts';
import { ValkeyServer } from '../../../harness/valkey-server.ts';
import { StoreLine } from './store-line.ts';
import { SECOND } from './world.ts';

/** When every sequence begins: 2026-11-23, whole microseconds. */
const BEGIN = 1_795_413_600 * SECOND;

/** A process that is killed leaves behind what it wrote, flushed to the disk or not: that is for a machine's end. */
const KEEPS_ITS_DATA = ['--appendonly', 'yes', '--appendfsync', 'no'];

const realNow = Date.now.bind(Date);

/**
 * The real thing under test: the four functions in this process, on a real Valkey that keeps its data, over a line
 * that can fail. Only the clocks are the test's, `Date.now`, set at the beginning of each step; within a step it runs
 * with the real one, as the time limits of a request need:
 *
 * - that of the functions which write (the hooks and expire), which the steps move back and forth between two calls, as
 *   if another container with another clock answered the next one;
 * - that of the authorizer, which reads;
 * - hook ids expire in the store by its real clock, 15 minutes, of which a sequence takes seconds.
 */
export class Rig {
  /** The right time, which hooks are signed with; microseconds, whole milliseconds. */
  time = BEGIN;
  /** How far the clock of the functions that write is off, and the authorizer's. */
  writerOff = 0;
  readerOff = 0;
  /** Which of them is at work. */
  acting: 'writer' | 'reader' = 'reader';
  bridge: Bridge;
  readonly store: ValkeyServer;
  readonly line: StoreLine;
  #began = realNow();

  private constructor(store: ValkeyServer, line: StoreLine) {
    this.store = store;
    this.line = line;
    this.bridge = new Bridge(line.url);
    Date.now = () => {
      const off = this.acting === 'writer' ? this.writerOff : this.readerOff;
      return (this.time + off) / 1000 + (realNow() - this.#began);
    };
  }

  static async start(): Promise<Rig> {
    const store = await ValkeyServer.start(...KEEPS_ITS_DATA);
    return new Rig(store, await StoreLine.start(store.port));
  }

  /** The clock of the functions that write, at the beginning of the step. */
  get writerTime(): number {
    return this.time + this.writerOff;
  }

  /** Milliseconds that this step has taken. */
  get elapsedMs(): number {
    return realNow() - this.#began;
  }

  /** Sets the functions' clock; never in the middle of a request. */
  beginStep(): void {
    this.#began = realNow();
  }

  /** The functions in new containers. */
  coldStart(): void {
    this.bridge.close();
    this.bridge = new Bridge(this.line.url);
  }

  /** Everything as at the beginning. */
  async reset(): Promise<void> {
    this.time = BEGIN;
    this.writerOff = 0;
    this.readerOff = 0;
    this.coldStart();
    await this.store.admin.flushall();
    this.beginStep();
  }

  async stop(): Promise<void> {
    Date.now = realNow;
    this.bridge.close();
    await this.line.stop();
    await this.store.stop();
  }
}
