import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from '../../local/paths.ts';
import { ASSERTION_KEY } from '../support/bridge.ts';
import { CapturedLog } from '../support/captured-log.ts';
import { HOOK_SECRET } from '../support/signed-hook.ts';
import { FAULTS } from './catalogue/catalogue.ts';
import { LookAhead } from './support/look-ahead.ts';
import { NAME_START } from './support/people.ts';
import { type Outcome, runFault } from './support/run-fault.ts';

/** They mostly wait. */
const AT_ONCE = 4;
const faults = new LookAhead(FAULTS, AT_ONCE, runFault);
const outcomes: Outcome[] = [];
let log: CapturedLog;

beforeAll(() => {
  log = new CapturedLog();
});
afterAll(() => {
  log.stop();
  const rows = outcomes.map(({ output, ...row }) => row);
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  writeFileSync(join(ROOT, '.local', 'faults.json'), `${JSON.stringify(rows, null, 2)}\n`);
});

/** What no log may hold: names, secrets, and any hash longer than a session's id in logs. */
const UNSPEAKABLE = [
  new RegExp(NAME_START, 'i'),
  /[0-9a-f]{17,}/,
  /wiki_sso=|whsec_|\bv1,|redis:\/\/|EVALSHA|ZSCORE/,
  /password-|token-/,
];

describe.each(FAULTS.map(({ title }) => title))('%s:', (title) => {
  test('answers in time and safely, mends at the first request, leaves nothing behind', async () => {
    const outcome = await faults.outcome(title);
    outcomes.push(outcome);

    const written = log.text + outcome.output;
    expect(written).toContain('"Outcome"');
    for (const pattern of UNSPEAKABLE) expect(written).not.toMatch(pattern);
    for (const secret of [HOOK_SECRET, ASSERTION_KEY]) expect(written).not.toContain(secret);
    // Anything else is a warning of Node, or of the driver.
    expect(written.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
  }, 60_000);
});
