/** Runs the jobs of a test run, two at a time. */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Job, JobResult } from './job.ts';
import type { Report } from './report.ts';

const AT_ONCE = 2;
const STOP_GRACE_MS = 10_000;

/** Runs the jobs in order, two at a time; those with `alone` run last, one by one. */
export async function runJobs(jobs: Job[], report: Report): Promise<void> {
  const children = new Set<ChildProcess>();
  const interrupted = endWith(children);
  const run = async (job: Job) => {
    if (interrupted()) return;
    report.started(job);
    report.ended(await runJob(job, children));
  };
  const queue = jobs.filter((job) => !job.alone);
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await run(job);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const job of jobs.filter((each) => each.alone)) await run(job);
  if (interrupted()) throw new Error('interrupted');
}

async function runJob(job: Job, children: Set<ChildProcess>): Promise<JobResult> {
  const started = performance.now();
  const child = spawn(job.command, job.args, {
    cwd: job.cwd,
    env: { ...process.env, ...job.env },
    // In its own process group, so that its child processes can be ended too.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ok = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  children.delete(child);
  return judge(job, ok, output, (performance.now() - started) / 1000);
}

/** A failed job counts at least one failure. A job with tests that ran none has failed. */
function judge(job: Job, exitedWell: boolean, output: string, seconds: number): JobResult {
  const counts = job.counts?.() ?? { passed: 0, failed: 0, skipped: 0 };
  const ranNothing = job.counts !== undefined && counts.passed + counts.failed === 0;
  const ok = exitedWell && !ranNothing && counts.failed === 0;
  const failed = ok ? 0 : Math.max(1, counts.failed);
  return { job, ...counts, failed, ok, seconds, output: ranNothing ? `${output}\nno test ran` : output };
}

/** Ends the jobs at a signal. @returns a function that says whether there was one */
function endWith(children: Set<ChildProcess>): () => boolean {
  let interrupted = false;
  const signalAll = (signal: NodeJS.Signals) => {
    for (const { pid } of children) {
      try {
        if (pid) process.kill(-pid, signal);
      } catch {
        // The job has ended meanwhile.
      }
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interrupted = true;
      signalAll('SIGTERM');
      setTimeout(() => signalAll('SIGKILL'), STOP_GRACE_MS).unref();
    });
  }
  return () => interrupted;
}
