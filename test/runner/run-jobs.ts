/** Runs the jobs of a test run, two at a time. */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Job, JobResult } from './job.ts';
import type { Report } from './report.ts';

const AT_ONCE = 2;
const STOP_GRACE_MS = 10_000;

/** Runs the jobs in their order, two at a time, except those that want to be alone. */
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
    // A group of its own, so that all of it can be ended.
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

/** A job that failed counts at least one failure; one that should count tests and ran none has failed. */
function judge(job: Job, exitedWell: boolean, output: string, seconds: number): JobResult {
  const counts = job.counts?.() ?? { passed: 0, failed: 0, skipped: 0 };
  const ranNothing = job.counts !== undefined && counts.passed + counts.failed === 0;
  const ok = exitedWell && !ranNothing && counts.failed === 0;
  const failed = ok ? 0 : Math.max(1, counts.failed);
  return { job, ...counts, failed, ok, seconds, output: ranNothing ? `${output}\nno test ran` : output };
}

/** A signal ends the jobs and then, by `interrupted`, the run. */
function endWith(children: Set<ChildProcess>): () => boolean {
  let interrupted = false;
  const signalAll = (signal: NodeJS.Signals) => {
    for (const { pid } of children) {
      try {
        if (pid) process.kill(-pid, signal);
      } catch {
        // It has ended meanwhile.
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
