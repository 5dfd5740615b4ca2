import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lambda gives a function one processor's worth at this much memory, and in proportion below. */
const MEGABYTES_A_PROCESSOR = 1769;
const PERIOD_MICROSECONDS = 20_000;

const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';

/** Control groups cannot be had: they take Linux, and root. */
export class NoProcessorShare extends Error {
  override readonly name = 'NoProcessorShare';
}

/** A share of one processor, held by a control group of the kernel. */
export class ProcessorShare {
  readonly #folder: string;

  /** @throws NoProcessorShare */
  constructor(megabytes: number) {
    const isV1 = existsSync(join(V1, 'cpu.cfs_quota_us'));
    this.#folder = join(isV1 ? V1 : V2, `wiki-sso-bench-${process.pid}`);
    const quota = Math.round((PERIOD_MICROSECONDS * megabytes) / MEGABYTES_A_PROCESSOR);
    try {
      mkdirSync(this.#folder, { recursive: true });
      if (isV1) {
        writeFileSync(join(this.#folder, 'cpu.cfs_period_us'), String(PERIOD_MICROSECONDS));
        writeFileSync(join(this.#folder, 'cpu.cfs_quota_us'), String(quota));
      } else {
        writeFileSync(join(this.#folder, 'cpu.max'), `${quota} ${PERIOD_MICROSECONDS}`);
      }
    } catch (error) {
      if (existsSync(this.#folder)) this.release();
      throw new NoProcessorShare(
        `No control group for a share of the processor; it takes Linux and root. ${(error as Error).message}`,
      );
    }
  }

  /** A process that writes its id here gets the share. */
  get file(): string {
    return join(this.#folder, 'cgroup.procs');
  }

  release(): void {
    rmdirSync(this.#folder);
  }
}
