import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';
import { FAULTS } from '../../faults/catalogue/catalogue.ts';
import type { Timed, TimedAnswers } from '../../faults/support/fleet.ts';
import {
  faultsNamed,
  reliabilityTable,
  TABLE_BEGIN,
  TABLE_END,
  withTable,
} from '../../faults/support/reliability-table.ts';

const page = readFileSync(join(ROOT, 'docs', 'reliability.md'), 'utf8');

const at = (answer: Timed['answer'], ms: number): Timed => ({ answer, ms });

/** All answers of a store out of reach, the logout's apart. */
const DOWN = {
  ...{ login: at('503', 1500), logout: at('200', 7), page: at('anonymous (store-unreachable)', 1900) },
  ...{ edit: at('error', 1901), privateWiki: at('refused (dead-cookie)', 3), expire: at('error', 2001) },
} as TimedAnswers;
const UP = { page: at('signed in', 2) } as TimedAnswers;

describe('the table in docs/reliability.md', () => {
  test('names exactly the faults that the layer tests, in their order', () => {
    expect(faultsNamed(page)).toEqual(FAULTS.map(({ title }) => title));
  });

  test('says of each simulated fault how it was simulated', () => {
    for (const { simulated } of FAULTS) expect(page).toContain(simulated ?? '');
  });

  test('has a line a fault: what was answered meanwhile, when it was mended, how long the longest took', () => {
    const [, , line, , note] = reliabilityTable([
      { title: 'Store down', simulated: 'It was not.', during: DOWN, after: UP },
    ]).split('\n');
    expect(line).toBe(
      '| Store down (1) | 503 / 200 | anonymous (store-unreachable) | 500 / 403 (dead-cookie) | error | first request | 1500 / 1901 / 2001 |',
    );
    expect(note).toBe('(1) It was not.');
  });

  test('is put between its marks, and read from there', () => {
    const text = `before\n${TABLE_BEGIN}\nold\n${TABLE_END}\nafter | no |\n`;
    const rows = ['One', 'Two'].map((title) => ({ title, during: DOWN, after: UP }));
    const written = withTable(text, reliabilityTable(rows));
    expect(faultsNamed(written)).toEqual(['One', 'Two']);
    expect(written).not.toContain('old');
    expect(written).toMatch(/^before\n(.|\n)*\nafter \| no \|\n$/);
  });
});
