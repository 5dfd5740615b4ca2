/** The types of a job of the test run and of its result. */

/** The numbers of tests. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** One command of the test run. */
export interface Job {
  layer: string;
  title: string;
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Whether no other job may run at the same time. */
  alone?: boolean;
  /** Reads the result file; returns `undefined` if there is none. A job without this is a check, without tests. */
  counts?: () => Counts | undefined;
}

export interface JobResult extends Counts {
  job: Job;
  ok: boolean;
  seconds: number;
  /** The output of both streams. */
  output: string;
}
