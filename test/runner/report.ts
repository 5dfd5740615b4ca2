/** Prints the progress and the totals of a test run. */

import { stripVTControlCharacters } from 'node:util';
import type { Job, JobResult } from './job.ts';

const LONGEST_OUTPUT = 40_000;

/** Prints which job runs and how it ended. */
export class Report {
  readonly #out: NodeJS.WriteStream;
  readonly #results: JobResult[] = [];
  readonly #started = performance.now();

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  started(job: Job): void {
    this.#say(`… ${job.title}`);
  }

  ended(result: JobResult): void {
    this.#results.push(result);
    const { job, ok, seconds } = result;
    const tests = job.counts ? `  ${describe(result)}` : '';
    this.#say(`${ok ? '✓' : '✗'} ${job.title}  ${seconds.toFixed(1)} s${tests}`);
    if (!ok)
      this.#say(`${abbreviate(this.#plain(result.output.trimEnd()))}\n✗ ${job.title} failed: see above`);
  }

  /**
   * Prints the totals; the last line is "N passed, N failed".
   * @param countsTests false if only checks ran, which count no tests
   * @returns whether everything passed
   */
  finish({ countsTests }: { countsTests: boolean }): boolean {
    this.#say('');
    for (const layer of new Set(this.#results.map(({ job }) => job.layer))) this.#sayLayer(layer);
    const passed = sum(this.#results, 'passed');
    const failed = sum(this.#results, 'failed');
    this.#say(`${((performance.now() - this.#started) / 1000).toFixed(0)} s in all\n`);
    for (const { job } of this.#results.filter(({ ok }) => !ok)) this.#say(`FAILED: ${job.title}`);
    const ranNothing = countsTests && passed + failed === 0;
    if (ranNothing) this.#say('FAILED: no test ran');
    this.#say(`${passed} passed, ${failed} failed`);
    return failed === 0 && !ranNothing;
  }

  #sayLayer(layer: string): void {
    const results = this.#results.filter(({ job }) => job.layer === layer);
    const counting = results.some(({ job }) => job.counts);
    const total = {
      passed: sum(results, 'passed'),
      failed: sum(results, 'failed'),
      skipped: sum(results, 'skipped'),
    };
    const checks = total.failed === 0 ? 'all well' : `${total.failed} failed`;
    this.#say(`${layer.padEnd(12)} ${counting ? describe(total) : checks}`);
  }

  /** The output without colours, which some tools print even when it is not a terminal. */
  #plain(output: string): string {
    return this.#out.isTTY ? output : stripVTControlCharacters(output);
  }

  #say(line: string): void {
    this.#out.write(`${line}\n`);
  }
}

function describe({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }): string {
  // Different words than in the last line, which must be unique.
  return [`${passed} ok`, failed && `${failed} not ok`, skipped && `${skipped} skipped`]
    .filter(Boolean)
    .join(', ');
}

function abbreviate(output: string): string {
  if (output.length <= LONGEST_OUTPUT) return output;
  return `… ${output.length - LONGEST_OUTPUT} characters left out …\n${output.slice(-LONGEST_OUTPUT)}`;
}

function sum(results: JobResult[], key: 'passed' | 'failed' | 'skipped'): number {
  return results.reduce((total, result) => total + result[key], 0);
}
