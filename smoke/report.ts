import { oneLine } from './one-line.ts';
import type { CheckResult, Outcome } from './run-checks.ts';

const MARKS: Record<Outcome, { text: string; colour: number }> = {
  pass: { text: 'pass', colour: 32 },
  fail: { text: 'FAIL', colour: 31 },
  'not applicable': { text: 'n/a', colour: 33 },
};

/** Lays the results out as a table, one line a check, and below it why each failure matters. */
export function table(results: readonly CheckResult[], colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const width = Math.max(...results.map(({ title }) => title.length));
  const lines = results.map(({ outcome, title, reason }) => {
    const mark = MARKS[outcome];
    // A reason may quote a wiki's answer.
    return `${paint(mark.colour, mark.text.padEnd(4))}  ${title.padEnd(width)}  ${oneLine(reason)}`;
  });
  const failures = results.filter(({ outcome }) => outcome === 'fail');
  const meanings = failures.map(({ title, proves }) => `  ${title}\n    it is to show: ${proves}`);
  if (meanings.length > 0) lines.push('', paint(1, 'What failed'), ...meanings);
  return [...lines, '', paint(1, summary(results)), ''].join('\n');
}

/** The results for programs. */
export function summarize(results: readonly CheckResult[], target: { wiki: string; hooks: string }): object {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  const counts = { pass: count('pass'), fail: count('fail'), notApplicable: count('not applicable') };
  return { ...target, ...counts, results };
}

function summary(results: readonly CheckResult[]): string {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  const seconds = results.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
  return `${count('pass')} passed, ${count('fail')} failed, ${count('not applicable')} not applicable in ${seconds.toFixed(1)} s`;
}
