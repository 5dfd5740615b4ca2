/** The types of a job of the test run and of its result. */

/** How many tests passed and failed. */
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
  /** Nothing runs beside it. */
  alone?: boolean;
  /** Reads the result file; `undefined` when there is none. A job without this is a check and counts no tests. */
  counts?: () => Counts | undefined;
}

export interface JobResult extends Counts {
  job: Job;
  ok: boolean;
  seconds: number;
  /** What it printed, both streams. */
  output: string;
}
