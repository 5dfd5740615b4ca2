import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cachedHookKeys } from '../../../functions/shared/hook/hook-dependencies.ts';
import {
  type HookCall,
  type HookResult,
  hookAnswer,
  hookEndpoint,
  hookErrorAnswer,
} from '../../../functions/shared/hook/hook-endpoint.ts';
import {
  BodyTooLargeError,
  HookReplayedError,
  InvalidBodyError,
  InvalidSettingError,
  SecretUnavailableError,
  SignatureRefusedError,
  StoreUnreachableError,
  UnsupportedMediaTypeError,
} from '../../../functions/shared/runtime/errors.ts';
import { hookEvent, lambdaContext } from '../../../harness/lambda-events.ts';
import { HOOK_SECRET, signedHeaders, signedHook } from '../../../harness/signed-hook.ts';
import { CapturedLog } from '../../support/captured-log.ts';
import { expectDuration } from '../../support/expect-duration.ts';

let log: CapturedLog;
let calls: HookCall[];
beforeEach(() => {
  log = new CapturedLog();
  calls = [];
});
afterEach(() => {
  log.stop();
});

const keys = cachedHookKeys('arn', async (_arn, stage) => (stage === 'AWSCURRENT' ? HOOK_SECRET : undefined));
const DONE: HookResult = {
  outcome: 'session_closed',
  result: { statusCode: 200, body: '{}' },
  fields: { sid: '0123' },
};

async function send(
  event: Parameters<ReturnType<typeof hookEndpoint>>[0],
  act: () => Promise<HookResult> = async () => DONE,
) {
  const hook = hookEndpoint('login-hook', keys, (call) => {
    calls.push(call);
    return act();
  });
  const { statusCode, body, cookies } = await hook(event, lambdaContext());
  return { status: statusCode, json: JSON.parse(body ?? ''), cookies };
}

describe('a hook that is signed', () => {
  test('is given its parsed body, its verified id and a time to be ready', async () => {
    const before = Date.now();
    expect(await send(signedHook('login', { a: 1 }, { id: 'one' }))).toMatchObject({ status: 200 });
    expect(calls).toEqual([{ body: { a: 1 }, hookId: 'one', deadline: expect.any(Number) }]);
    const budget = (calls[0]?.deadline ?? 0) - before;
    expect(budget).toBeGreaterThanOrEqual(1500);
    expect(budget).toBeLessThan(2000);
  });

  test.each(['', '{', '{"a":1}}', 'undefined', '\ufeff{}', '{"__proto__":{"admin":true}}'])(
    'is refused when its body is no JSON that may be read: %j',
    async (body) => {
      const { status, json } = await send(signedHook('login', body));
      expect([status, json.error.code]).toEqual([400, 'invalid_body']);
      expect(calls).toEqual([]);
    },
  );

  test('may have a body of any JSON; the action judges it', async () => {
    for (const body of ['null', '7', '[]', '"text"', '{"constructor":1}'])
      await send(signedHook('login', body));
    expect(calls.map(({ body }) => body).slice(0, 4)).toEqual([null, 7, [], 'text']);
  });

  test('leaves the event as it was', async () => {
    const event = signedHook('login', { a: 1 });
    const copy = structuredClone(event);
    await send(event);
    expect(event).toEqual(copy);
  });
});

describe('better-auth 9991: a hook that is not signed', () => {
  test('is not parsed and has no effect', async () => {
    for (const headers of [{}, { 'content-type': 'application/json', origin: 'https://evil.example' }]) {
      const { status, json } = await send(hookEvent('login', headers, '{"username":"admin","email":""}'));
      expect([status, json.error.code]).toEqual([401, 'invalid_signature']);
    }
    expect(calls).toEqual([]);
  });
});

describe('an action that fails', () => {
  test('for the store answers 503 and no cookie', async () => {
    const answer = await send(signedHook('login', {}), () =>
      Promise.reject(new StoreUnreachableError('READONLY')),
    );
    expect([answer.status, answer.json.error.code]).toEqual([503, 'store_unreachable']);
    expect(answer.cookies).toBeUndefined();
    expect(log.records).toEqual([
      expect.objectContaining({ level: 'error', Outcome: 'store_unreachable', detail: 'READONLY' }),
    ]);
  });

  test('for a bug answers 500 and discloses nothing about it', async () => {
    const answer = await send(signedHook('login', {}), () => Promise.reject(new TypeError('hunter2')));
    expect([answer.status, answer.json.error.code]).toEqual([500, 'internal_error']);
    expect(log.records).toEqual([
      expect.objectContaining({ level: 'error', Outcome: 'internal_error', error: 'TypeError' }),
    ]);
    expect(JSON.stringify(answer) + log.text).not.toContain('hunter2');
  });
});

describe('the log', () => {
  test('has one line per hook, which says how it ended', async () => {
    await send(signedHook('login', {}));
    await send(hookEvent('login', {}, ''));
    expect(log.records).toEqual([
      expect.objectContaining({
        Function: 'login-hook',
        Outcome: 'session_closed',
        level: 'info',
        sid: '0123',
      }),
      expect.objectContaining({ Outcome: 'invalid_signature', level: 'warn', detail: 'missing' }),
    ]);
    for (const { Latency } of log.records) expectDuration(Latency);
  });

  test('never holds a body, a secret, or a signature: neither the right one nor the one that was sent', async () => {
    const body = '{"username": "hunter2" "broken"}';
    const right = signedHeaders(body);
    const answers = [
      await send(hookEvent('login', right, body)),
      await send(hookEvent('login', right, `${body} `)),
      await send(hookEvent('login', { ...right, 'webhook-signature': 'v1,hunter2' }, body)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 401]);
    const told = JSON.stringify(answers) + log.text;
    for (const secret of ['hunter2', HOOK_SECRET, (right['webhook-signature'] as string).slice(3)]) {
      expect(told).not.toContain(secret);
    }
  });
});

test('a success carries the cookie as a header, and is kept by no cache', () => {
  expect(hookAnswer('a=b; Path=/', { removed: true })).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    cookies: ['a=b; Path=/'],
    body: '{"removed":true}',
  });
});

describe('an error', () => {
  test.each([
    [413, 'body_too_large', new BodyTooLargeError(8192)],
    [401, 'invalid_signature', new SignatureRefusedError('stale', 'Too old.')],
    [415, 'unsupported_media_type', new UnsupportedMediaTypeError()],
    [400, 'invalid_body', new InvalidBodyError('"email" is missing.')],
    [409, 'replayed', new HookReplayedError()],
    [503, 'store_unreachable', new StoreUnreachableError('READONLY')],
    [503, 'secret_unavailable', new SecretUnavailableError('AccessDenied')],
  ])('answers %i %s, with its message and no cookie', (status, code, error) => {
    const { statusCode, headers, body, cookies } = hookErrorAnswer(error);
    expect(statusCode).toBe(status);
    expect(JSON.parse(body ?? '')).toEqual({ error: { code, message: error.message } });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(headers?.['retry-after']).toBe(status === 503 ? '1' : undefined);
    expect(cookies).toBeUndefined();
  });

  test("keeps the store's and the secrets' own words for the log", () => {
    const answers = [new StoreUnreachableError('WRONGPASS'), new SecretUnavailableError('AccessDenied')].map(
      hookErrorAnswer,
    );
    expect(JSON.stringify(answers)).not.toMatch(/WRONGPASS|AccessDenied/);
  });

  test.each([
    [new Error('hunter2')],
    [new InvalidSettingError('X is "hunter2"')],
    ['hunter2'],
    [undefined],
    [null],
  ])('that no caller can mend is a 500 that says nothing: %p', (error) => {
    const { statusCode, body } = hookErrorAnswer(error);
    expect(statusCode).toBe(500);
    expect(JSON.parse(body ?? '')).toEqual({
      error: { code: 'internal_error', message: 'The bridge failed. Its log says more.' },
    });
  });
});
