import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ASSERTION_KEY } from '../../harness/bridge.ts';
import { HOOK_SECRET } from '../../harness/signed-hook.ts';
import { ROOT } from '../../local/paths.ts';
import { CapturedLog } from '../support/captured-log.ts';
import { FAULTS } from './catalogue/catalogue.ts';
import type { Fault } from './support/fault.ts';
import { LookAhead } from './support/look-ahead.ts';
import { NAME_START } from './support/people.ts';
import { type Outcome, runFault } from './support/run-fault.ts';

/** Those in this process mostly wait; those with processes of their own, begun cold, want the machine for themselves. */
const here = new LookAhead(
  FAULTS.filter(({ containers }) => !containers),
  4,
  runFault,
);
const apart = new LookAhead(
  FAULTS.filter(({ containers }) => containers),
  1,
  runFault,
);
const outcomes: Outcome[] = [];
let log: CapturedLog;

beforeAll(() => {
  log = new CapturedLog();
});
afterAll(async () => {
  await Promise.all([here.settled(), apart.settled()]);
  log.stop();
  const rows = outcomes.map(({ output, ...row }) => row);
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  writeFileSync(join(ROOT, '.local', 'faults.json'), `${JSON.stringify(rows, null, 2)}\n`);
}, 60_000);

/** What no log may hold: names, secrets, and any hash longer than a session's id in logs. */
const UNSPEAKABLE = [
  new RegExp(NAME_START, 'i'),
  /[0-9a-f]{17,}/,
  /wiki_sso=|whsec_|\bv1,|redis:\/\/|EVALSHA|ZSCORE/,
  /password-|token-/,
];

/**
 * Once more, with nothing beside it: several at once on a machine that stands still for a second look like a store that
 * does. What is wrong with the functions is wrong twice.
 */
async function again(fault: Fault, error: Error): Promise<Outcome> {
  process.stderr.write(
    `${fault.title}: once more, alone, after ${error.message.split('\n').slice(-4).join(' ')}\n`,
  );
  await Promise.all([here.settled(), apart.settled()]);
  log.clear();
  return runFault(fault);
}

test.each(FAULTS)(
  '$title: answered in time and safely, mended at the first request, nothing left behind or told',
  async (fault) => {
    const { title, containers } = fault;
    const outcome = await (containers ? apart : here)
      .outcome(title)
      .catch((error: Error) => again(fault, error));
    outcomes.push(outcome);

    const written = log.text + outcome.output;
    expect(written).toContain('"Outcome"');
    for (const pattern of UNSPEAKABLE) expect(written).not.toMatch(pattern);
    for (const secret of [HOOK_SECRET, ASSERTION_KEY]) expect(written).not.toContain(secret);
    // Anything else is a warning of Node, or of the driver.
    expect(written.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([]);
  },
  120_000,
);
