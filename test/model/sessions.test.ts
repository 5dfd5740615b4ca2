import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { CapturedLog } from '../support/captured-log.ts';
import { Play } from './support/play.ts';
import { Rig } from './support/rig.ts';
import { anyStep, FAULT_TITLES, STEP_KINDS } from './support/steps.ts';
import { Tally } from './support/tally.ts';

/** By hand: `WIKI_SSO_MODEL_STEPS=100000 npm run test:model`. */
const STEPS = Number(process.env.WIKI_SSO_MODEL_STEPS ?? 10_000);
const SEED = Number(process.env.WIKI_SSO_MODEL_SEED ?? Date.now() % 1_000_000_000);
const LONGEST_SEQUENCE = 200;
const SEQUENCES_A_SEED = 10;
const SHRINKING_MS = 120_000;

jest.setTimeout(300_000 + STEPS * 60);

const tally = new Tally();
let rig: Rig;
let log: CapturedLog;

beforeAll(async () => {
  log = new CapturedLog();
  rig = await Rig.start();
});
afterAll(async () => {
  await rig.stop();
  log.stop();
});

/** The newest sequence that failed: once fast-check is done with making it shorter, the shortest. */
let failed: readonly string[] = [];

const sequence = fc.asyncProperty(
  fc.commands([anyStep], { maxCommands: LONGEST_SEQUENCE, size: 'max' }),
  async (steps) => {
    await rig.reset();
    log.clear();
    const play = new Play(rig, tally);
    try {
      await fc.asyncModelRun(() => ({ model: play, real: play }), steps);
      await play.finish();
    } catch (error) {
      failed = play.history;
      throw error;
    }
  },
);

test(`sessions are what the contract says, through ${STEPS} steps and faults`, async () => {
  for (let seed = SEED; tally.total('steps') < STEPS; seed++) {
    const run = await fc.check(sequence, {
      seed,
      numRuns: SEQUENCES_A_SEED,
      unbiased: true,
      interruptAfterTimeLimit: SHRINKING_MS,
    });
    if (run.failed && run.counterexample !== null) {
      const history = failed.map((line, i) => `${String(i + 1).padStart(4)}  ${line}`).join('\n');
      throw new Error(`${run.errorInstance}\n${history}\nAgain by WIKI_SSO_MODEL_SEED=${seed}`, {
        cause: run.errorInstance,
      });
    }
  }
  process.stderr.write(`Seeds from ${SEED}.\n${tally}\n`);

  // A run in which something never happened shows nothing about it.
  const atLeast = (group: string, name: string, count: number) =>
    expect([group, name, tally.of(group, name) >= count * (STEPS / 10_000)]).toEqual([group, name, true]);
  for (const kind of STEP_KINDS) atLeast('steps', kind, 20);
  for (const title of FAULT_TITLES) atLeast('faults', title, 5);
  for (const verdict of ['GET signed-in', 'GET dead-cookie', 'POST signed-in', 'POST dead-cookie']) {
    atLeast('verdicts', verdict, 100);
  }
  for (const verdict of ['GET conflicting-cookies', 'GET no-cookie', 'GET store-unreachable']) {
    atLeast('verdicts', verdict, 5);
  }
  for (const answer of ['login 200', 'login 409', 'login 503', 'logout 200', 'logout 409', 'logout 503']) {
    atLeast('answers', answer, 10);
  }
  for (const kind of ['done', 'stopped early', 'failed']) atLeast('prunes', kind, 3);
});
