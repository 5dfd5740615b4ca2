import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { synthesize } from '../support/synth.ts';
import { COLUMNS, costTables, withCosts } from './costs/cost-tables.ts';
import { fixedCosts, sumOf, trafficCosts } from './costs/costs.ts';

test('the runbook has the costs of these templates: npm run costs', () => {
  const page = readFileSync('docs/operator-runbook.md', 'utf8');
  expect(withCosts(page, costTables())).toBe(page);
});

test('by default a month costs at most $12 before traffic, and a million requests at most $1.45', () => {
  const template = synthesize(COLUMNS[0]?.context);
  expect(sumOf(fixedCosts(template))).toBeLessThanOrEqual(12);
  expect(sumOf(trafficCosts(template))).toBeLessThanOrEqual(1.45);
});
