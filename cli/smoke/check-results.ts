// The results of the smoke checks, as a table and for programs.

import { oneLine } from '../terminal/safe-text.ts';

export type CheckOutcome = 'pass' | 'fail' | 'not applicable';

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly proves: string;
  readonly outcome: CheckOutcome;
  /** One line: what the check saw, or why it did not pass. */
  readonly reason: string;
  readonly durationMs: number;
}

const MARKS: Record<CheckOutcome, { text: string; colour: number }> = {
  pass: { text: 'pass', colour: 32 },
  fail: { text: 'FAIL', colour: 31 },
  'not applicable': { text: 'n/a', colour: 33 },
};

/** A table of one line a check; below it, what each failed check would have proved. */
export function table(results: readonly CheckResult[], colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(...results.map(({ title }) => title.length));
  const lines = results.map(({ outcome, title, reason }) => {
    const mark = MARKS[outcome];
    // A reason may quote a wiki's answer.
    return `${paint(mark.colour, mark.text.padEnd(4))}  ${title.padEnd(width)}  ${oneLine(reason)}`;
  });
  const failures = results.filter(({ outcome }) => outcome === 'fail');
  const meanings = failures.map(({ title, proves }) => `  ${title}\n    expected: ${proves}`);
  if (meanings.length > 0) lines.push('', paint(1, 'What failed'), ...meanings);
  return [...lines, '', paint(1, summary(results)), ''].join('\n');
}

/** The counts and the results, for programs. */
export function summarize(results: readonly CheckResult[], target: { wiki: string; hooks: string }): object {
  return { ...target, ...countOutcomes(results), results };
}

function summary(results: readonly CheckResult[]): string {
  const { pass, fail, notApplicable } = countOutcomes(results);
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return `${pass} passed, ${fail} failed, ${notApplicable} not applicable in ${seconds.toFixed(1)} s`;
}

function countOutcomes(results: readonly CheckResult[]) {
  const count = (outcome: CheckOutcome) => results.filter((result) => result.outcome === outcome).length;
  return { pass: count('pass'), fail: count('fail'), notApplicable: count('not applicable') };
}
