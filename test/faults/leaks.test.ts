import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FunctionName } from '../../functions/shared/runtime/metric-names.ts';
import { FakeSecretsManager } from '../../harness/fake-secrets-manager.ts';
import { bridgeSecrets, functionEnvironment } from '../../harness/function-environment.ts';
import { authorizerEvent } from '../../harness/lambda-events.ts';
import { signedHook } from '../../harness/signed-hook.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { Container } from '../support/container.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { LookAhead } from './support/look-ahead.ts';

const ROUNDS = 12;
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A function and what to ask of it; nobody's cookie is as good as any. */
const FUNCTIONS: { readonly title: FunctionName; readonly event: () => unknown }[] = [
  { title: FunctionName.loginHook, event: () => signedHook('login', { username: 'quill', email: '' }) },
  { title: FunctionName.logoutHook, event: () => signedHook('logout', { username: 'quill' }) },
  {
    title: FunctionName.authorizer,
    event: () => authorizerEvent({ method: 'POST', cookies: ['wiki_sso=quill#quill@example.com#key'] }),
  },
  { title: FunctionName.expire, event: () => ({}) },
];

let valkey: ValkeyServer;
beforeAll(async () => {
  valkey = await ValkeyServer.start();
});
afterAll(() => valkey.stop());

/** A container of its own, with its own way to the store. */
interface Place {
  readonly container: Container;
  readonly proxy: FaultProxy;
  /** Asks once. @returns whether it was answered as in health */
  readonly ask: () => Promise<boolean>;
}

async function at<T>({ title, event }: (typeof FUNCTIONS)[number], look: (place: Place) => Promise<T>) {
  const proxy = await FaultProxy.start(valkey.port);
  const secretsManager = await FakeSecretsManager.start(bridgeSecrets(proxy.url));
  const container = new Container(title, functionEnvironment(secretsManager.url));
  const ask = async () => {
    const { answer, error } = await container.call({ event: event() });
    return error === undefined && (answer.statusCode ?? 200) === 200;
  };
  try {
    expect(await ask()).toBe(true);
    return await look({ container, proxy, ask });
  } finally {
    container.stop();
    await proxy.stop();
    await secretsManager.stop();
  }
}

/** What a process holds open, once it has come to rest. */
async function resources(container: Container): Promise<string[]> {
  await later(700);
  const { answer } = await container.call({ resources: true });
  return (answer as string[]).sort();
}

async function afterManyFaults({ container, proxy, ask }: Place) {
  const before = await resources(container);
  let mended = 0;
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 3 === 0) proxy.cut();
    if (round % 3 === 1) await proxy.refuse();
    if (round % 3 === 2) proxy.treatment = { resetAfterBytes: 3 };
    await ask();
    if (round % 3 === 1) await proxy.listen();
    proxy.treatment = {};
    if (await ask()) mended++;
  }
  const after = await resources(container);
  const strange = container.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  return { mended, before, after, open: proxy.open, strange };
}

async function afterSilence({ proxy, ask }: Place) {
  proxy.treatment = { silent: true };
  const answered = await ask();
  const { accepted } = proxy;
  proxy.treatment = {};
  await later(800);
  const between = { made: proxy.accepted - accepted, open: proxy.open };
  return { answered, between, mended: await ask(), made: proxy.accepted - accepted };
}

const manyFaults = new LookAhead(FUNCTIONS, FUNCTIONS.length, (each) => at(each, afterManyFaults));
const silence = new LookAhead(FUNCTIONS, FUNCTIONS.length, (each) => at(each, afterSilence));

describe.each(FUNCTIONS)('a container of $title', ({ title }) => {
  test('holds after many faults what it held before the first, and has warned of nothing', async () => {
    const { before, ...seen } = await manyFaults.outcome(title);
    expect(seen).toEqual({ mended: ROUNDS, after: before, open: 1, strange: [] });
  }, 60_000);

  test('sends nothing between a request that failed and the next one', async () => {
    expect(await silence.outcome(title)).toEqual({
      answered: false,
      between: { made: 0, open: 0 },
      mended: true,
      made: 1,
    });
  }, 60_000);
});
