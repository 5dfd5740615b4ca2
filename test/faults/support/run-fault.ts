import { expect } from '@jest/globals';
import { functionEnvironment } from '../../../harness/function-environment.ts';
import { type Answer, type Answers, type Fault, HEALTHY, type RequestKind } from './fault.ts';
import { Fleet, type TimedAnswers } from './fleet.ts';
import { comeOfAge, enrol } from './people.ts';
import { Scene } from './scene.ts';
import { workersApart, workersHere } from './worker.ts';

/** What was seen of one fault. */
export interface Outcome {
  readonly title: string;
  readonly simulated: string | undefined;
  readonly during: TimedAnswers;
  readonly after: TimedAnswers;
  /** What containers wrote, for those who look for secrets. */
  readonly output: string;
}

/** From the handler's entry, milliseconds. */
const HOOK_BUDGET_MS = 1500;
const AUTHORIZER_BUDGET_MS = 2000;
/** A step of expire, of which a run has at least two. */
const EXPIRE_BUDGET_MS = 5000;
/** What a busy machine may add. */
const SLACK_MS = 300;

const BUDGETS: Partial<Record<RequestKind, number>> = {
  login: HOOK_BUDGET_MS,
  logout: HOOK_BUDGET_MS,
  expire: EXPIRE_BUDGET_MS,
};

/** Those who bring no cookie do not notice; a dead cookie opens nothing, whatever happens. */
const ALWAYS = {
  'page with a dead cookie': [
    'anonymous (dead-cookie)',
    'anonymous (store-unreachable)',
    'anonymous (secret-unavailable)',
  ],
  'edit with a dead cookie': ['refused (dead-cookie)', 'error'],
  'page without a cookie': ['anonymous (no-cookie)'],
  'edit without a cookie': ['anonymous (no-cookie)'],
  'private without a cookie': ['refused (no-cookie)'],
} satisfies Partial<Record<RequestKind, Answer[]>>;

/** Brings a fault about, asks everything while it is there and once after, and looks for what was left behind. */
export async function runFault(fault: Fault): Promise<Outcome> {
  const scene = await Scene.open(fault.storeOptions);
  try {
    const fleet = await beginFleet(fault, scene);
    scene.atEnd(() => fleet.stop());
    const people = await enrol(scene.valkey);
    if (!fault.cold) {
      const before = await fleet.ask({ people, leaving: people.leavingBefore });
      expectAnswers('before', before, HEALTHY);
      await comeOfAge(scene.valkey);
    }

    const mend = await fault.begin(scene);
    const round = { people, leaving: people.leaving };
    const during = await fleet.ask({ ...round, expireMs: fault.expireMs });
    const loggedInMeanwhile = [...fleet.loggedIn];
    await mend();
    const after = await fleet.ask(round);

    expectAnswers('during', during, fault.during);
    expectAnswers('after', after, fault.after ?? HEALTHY);
    expect((await fleet.view(people.leaving)).answer).toBe('anonymous (dead-cookie)');
    if (fault.after === undefined) {
      for (const person of loggedInMeanwhile) expect((await fleet.view(person)).answer).toBe('signed in');
    }
    await fault.check?.(scene);
    await expectConnections(scene, Fleet.connections);
    fleet.stop();
    await expectConnections(scene, 0);
    return {
      title: fault.title,
      simulated: fault.simulated,
      during,
      after,
      output: scene.containerOutput,
    };
  } finally {
    await scene.close();
  }
}

async function beginFleet(fault: Fault, scene: Scene): Promise<Fleet> {
  const reach = (await fault.reach?.(scene)) ?? scene.byProxy;
  const environment = functionEnvironment(scene.secretsManager.url);
  const begin = fault.containers ? workersApart(environment, scene.containers) : workersHere(reach);
  const fleet = new Fleet(begin, () => new Date(Date.now() + scene.passedMs));
  await fleet.ready();
  return fleet;
}

function expectAnswers(when: string, seen: TimedAnswers, expected: Answers): void {
  const wrong: string[] = [];
  for (const [kind, { answer, ms }] of Object.entries(seen) as [RequestKind, TimedAnswers[RequestKind]][]) {
    const permitted = [{ ...ALWAYS, ...expected }[kind]].flat();
    if (!permitted.includes(answer)) {
      wrong.push(`${when}, ${kind}: ${answer} instead of ${permitted.join(' or ')} (${ms} ms)`);
    }
    const budget = BUDGETS[kind] ?? AUTHORIZER_BUDGET_MS;
    if (ms > budget + SLACK_MS) wrong.push(`${when}, ${kind}: ${answer} took ${ms} ms of ${budget}`);
  }
  expect(wrong).toEqual([]);
}

/** Waits a moment for goodbyes to arrive. */
async function expectConnections(scene: Scene, most: number): Promise<void> {
  const seen = async () => Math.max(scene.proxy.open, await scene.connections());
  for (let tries = 0; tries < 50 && (await seen()) > most; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await seen()).toBeLessThanOrEqual(most);
}
