import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { LOGS_KEY, variant } from '../support/stack-variants.ts';
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

test.each([
  [{ provisionedConcurrency: { authorizer: 1 } }, 8.76, -0.03],
  [{ provisionedConcurrency: { loginHook: 2 } }, 17.52, 0],
  [{ reservedConcurrency: { loginHook: 5 } }, 0, 0],
  [{ logsKmsKey: 'new' }, 1, 0],
  [{ logsKmsKey: LOGS_KEY }, 0, 0],
  [{ tracing: true }, 0, 1.2],
])('the bill has what an option adds a month and a million requests: %j', (option, month, million) => {
  const context = variant('vpc store, no domain, one wiki');
  const [plain, chosen] = [synthesize(context), synthesize({ ...context, ...option })];
  expect(sumOf(fixedCosts(chosen)) - sumOf(fixedCosts(plain))).toBeCloseTo(month, 2);
  expect(sumOf(trafficCosts(chosen)) - sumOf(trafficCosts(plain))).toBeCloseTo(million, 2);
});
