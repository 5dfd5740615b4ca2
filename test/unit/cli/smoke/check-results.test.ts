import { describe, expect, test } from '@jest/globals';
import type { CheckResult } from '../../../../cli/smoke/check-results.ts';
import { summarize, table } from '../../../../cli/smoke/check-results.ts';

const results: CheckResult[] = [
  { id: 'a', title: 'Short', proves: 'That a holds.', outcome: 'pass', reason: 'seen', durationMs: 1200 },
  {
    id: 'b',
    title: 'A longer title',
    proves: 'That b holds.',
    outcome: 'fail',
    reason: 'a\n\u001b[31mb',
    durationMs: 300,
  },
  {
    id: 'c',
    title: 'Third',
    proves: 'That c holds.',
    outcome: 'not applicable',
    reason: 'no TLS',
    durationMs: 0,
  },
];

describe('table', () => {
  test('is aligned, says what a failed check would have proved, and ends with the counts', () => {
    expect(table(results, false).split('\n')).toEqual([
      'pass  Short           seen',
      'FAIL  A longer title  a \\u001b[31mb',
      'n/a   Third           no TLS',
      '',
      'What failed',
      '  A longer title',
      '    expected: That b holds.',
      '',
      '1 passed, 1 failed, 1 not applicable in 1.5 s',
      '',
    ]);
  });

  test('has colour on request only', () => {
    expect(table(results, false)).not.toContain('\u001b');
    expect(table(results, true)).toContain('\u001b[31mFAIL');
  });
});

test('the result for programs holds the counts and every result', () => {
  const target = { wiki: 'https://wiki.example.com/', hooks: 'https://hooks.example.com/' };
  expect(summarize(results, target)).toMatchObject({
    ...target,
    pass: 1,
    fail: 1,
    notApplicable: 1,
    results,
  });
});
