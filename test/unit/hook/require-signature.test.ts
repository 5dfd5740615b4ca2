import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type HookKeys, parseHookSecret } from '../../../functions/shared/hook/hook-signature.ts';
import { assertUtf8, rawBody, requireSignature } from '../../../functions/shared/hook/require-signature.ts';
import { CachedValue } from '../../../functions/shared/runtime/cached-value.ts';
import {
  BodyTooLargeError,
  InvalidBodyError,
  SecretUnavailableError,
} from '../../../functions/shared/runtime/errors.ts';
import { hookEvent } from '../../../harness/lambda-events.ts';
import { HOOK_SECRET, signedHeaders, signedHook } from '../../../harness/signed-hook.ts';

const NEW_SECRET = 'hGfEdCbA9876543210zYxWvUtSrQpOnMlKjIhGfEdCbA';

/** Keys whose source the test can change; `loads` counts how often it was asked. */
function keySource(...secrets: string[]) {
  const source = { secrets, loads: 0, now: 0, keys: undefined as unknown as CachedValue<HookKeys> };
  source.keys = new CachedValue(
    async () => {
      source.loads++;
      return source.secrets.map(parseHookSecret);
    },
    { freshMs: 300_000, retryMs: 30_000 },
    () => source.now,
  );
  return source;
}

/** The verified event, or the code of the refusal. */
async function passed(
  keys: CachedValue<HookKeys>,
  signed: APIGatewayProxyEventV2,
  deadline = Date.now() + 1000,
): Promise<unknown> {
  const event = { ...signed, deadline };
  try {
    await requireSignature(keys).before?.({ event } as never);
    return event;
  } catch (error) {
    return (error as { code: unknown }).code;
  }
}

/** A hook signed over bytes; the reference library signs only text. */
function signedBytesHook(bytes: Buffer): APIGatewayProxyEventV2 {
  const headers = signedHeaders('');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const hmac = createHmac('sha256', parseHookSecret(HOOK_SECRET)).update(content).update(bytes);
  const signature = { 'webhook-signature': `v1,${hmac.digest('base64')}` };
  return hookEvent('login', { ...headers, ...signature }, bytes.toString('base64'), true);
}

describe('a signed request', () => {
  test('passes with its verified id', async () => {
    const event = signedHook('login', {}, { id: 'one' });
    expect(await passed(keySource(HOOK_SECRET).keys, event)).toMatchObject({ verifiedHookId: 'one' });
  });

  test('passes on the previous key', async () => {
    const { keys } = keySource(NEW_SECRET, HOOK_SECRET);
    expect(await passed(keys, signedHook('login', {}, { id: 'one' }))).toMatchObject({
      verifiedHookId: 'one',
    });
  });
});

describe('the order of refusals', () => {
  const { keys } = keySource(HOOK_SECRET);
  const long = 'x'.repeat(8193);

  test('is size, signature, media type, encoding', async () => {
    expect(await passed(keys, hookEvent('login', {}, long))).toBe('body_too_large');
    expect(await passed(keys, hookEvent('login', { 'content-type': 'text/plain' }, '{}'))).toBe(
      'invalid_signature',
    );
    expect(await passed(keys, signedHook('login', {}, { headers: { 'content-type': 'text/plain' } }))).toBe(
      'unsupported_media_type',
    );
    const signedBytes = signedBytesHook(Buffer.from('{"username":"\xff","email":""}', 'latin1'));
    expect(await passed(keys, signedBytes)).toBe('invalid_body');
    // U+FFFD signed as such, arriving as a byte that stands for nothing, is another body.
    const notUtf8 = Buffer.from([0xff]).toString('base64');
    expect(await passed(keys, hookEvent('login', signedHeaders('\ufffd'), notUtf8, true))).toBe(
      'invalid_signature',
    );
  });

  test.each([
    undefined,
    '',
    'text/json',
    'application/jsonp',
    'application/ld+json',
    'text/plain, application/json',
  ])('refuses the media type %j', async (contentType) => {
    expect(await passed(keys, signedHook('login', {}, { headers: { 'content-type': contentType } }))).toBe(
      'unsupported_media_type',
    );
  });

  test.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json;charset=utf-8',
    ' application/json ; a=b',
  ])('takes the media type %j', async (contentType) => {
    expect(
      await passed(keys, signedHook('login', {}, { headers: { 'content-type': contentType } })),
    ).toBeInstanceOf(Object);
  });
});

describe('cloudflare-access-for-atlassian 28: after a rotation', () => {
  const newlySigned = (id: string) => signedHook('login', {}, { secret: NEW_SECRET, id });

  test('a key that this container has not seen is looked up once, and the old one then stops', async () => {
    const source = keySource(HOOK_SECRET);
    await source.keys.get();
    source.secrets = [NEW_SECRET];
    source.now += 30_000;

    expect(await passed(source.keys, newlySigned('a'))).toMatchObject({ verifiedHookId: 'a' });
    expect(source.loads).toBe(2);
    expect(await passed(source.keys, signedHook('login', {}))).toBe('invalid_signature');
  });

  test('two requests at once are both let in', async () => {
    const source = keySource(HOOK_SECRET);
    await source.keys.get();
    source.secrets = [NEW_SECRET];
    source.now += 30_000;

    const both = await Promise.all([
      passed(source.keys, newlySigned('a')),
      passed(source.keys, newlySigned('b')),
    ]);
    expect(both).toEqual([
      expect.objectContaining({ verifiedHookId: 'a' }),
      expect.objectContaining({ verifiedHookId: 'b' }),
    ]);
    expect(source.loads).toBe(2);
  });

  test('bad signatures cannot make the bridge ask Secrets Manager more than twice a minute', async () => {
    const source = keySource(HOOK_SECRET);
    for (let second = 0; second < 60; second++) {
      source.now = second * 1000;
      expect(await passed(source.keys, newlySigned(`n${second}`))).toBe('invalid_signature');
    }
    expect(source.loads).toBe(2);
  });

  test('a stale or malformed request does not make it ask at all', async () => {
    const source = keySource(HOOK_SECRET);
    await source.keys.get();
    source.now += 60_000;
    expect(await passed(source.keys, signedHook('login', {}, { at: new Date(0) }))).toBe('invalid_signature');
    expect(await passed(source.keys, signedHook('login', {}, { id: 'a.b' }))).toBe('invalid_signature');
    expect(source.loads).toBe(1);
  });
});

test('keys that cannot be read are a fault of the bridge, not of the signature', async () => {
  const keys = new CachedValue<HookKeys>(
    async () => {
      throw new SecretUnavailableError('AccessDenied');
    },
    { freshMs: 1, retryMs: 1 },
  );
  expect(await passed(keys, signedHook('login', {}))).toBe('secret_unavailable');
});

describe('Secrets Manager that does not answer', () => {
  test('ends in the fault of the bridge at the deadline, while the site still waits', async () => {
    const keys = new CachedValue<HookKeys>(() => new Promise(() => {}), { freshMs: 1, retryMs: 1 });
    const started = performance.now();
    expect(await passed(keys, signedHook('login', {}), Date.now() + 50)).toBe('secret_unavailable');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('does not keep a bad signature waiting longer', async () => {
    let loads = 0;
    const keys = new CachedValue<HookKeys>(
      () => (loads++ === 0 ? Promise.resolve([parseHookSecret(NEW_SECRET)]) : new Promise(() => {})),
      { freshMs: 60_000, retryMs: 0 },
    );
    expect(await passed(keys, signedHook('login', {}), Date.now() + 50)).toBe('invalid_signature');
    expect(loads).toBe(2);
  });
});

describe('the raw body', () => {
  test('is the bytes of the text, or of what the gateway passed as base64', () => {
    expect(rawBody({ body: 'Zoë', isBase64Encoded: false })).toEqual(Buffer.from('Zoë'));
    expect(rawBody({ body: 'Wm/Dqw==', isBase64Encoded: true })).toEqual(Buffer.from('Zoë'));
  });

  test('is empty when there is none', () => {
    expect(rawBody({ isBase64Encoded: false })).toHaveLength(0);
  });

  test('has up to 8,192 bytes, counted after decoding', () => {
    const most = Buffer.alloc(8192, 'x');
    const over = Buffer.alloc(8193, 'x');
    expect(rawBody({ body: most.toString(), isBase64Encoded: false })).toHaveLength(8192);
    expect(rawBody({ body: most.toString('base64'), isBase64Encoded: true })).toHaveLength(8192);
    expect(() => rawBody({ body: over.toString(), isBase64Encoded: false })).toThrow(BodyTooLargeError);
    expect(() => rawBody({ body: over.toString('base64'), isBase64Encoded: true })).toThrow(
      BodyTooLargeError,
    );
    expect(() => rawBody({ body: 'é'.repeat(4097), isBase64Encoded: false })).toThrow(BodyTooLargeError);
  });

  test('must be UTF-8', () => {
    expect(() => assertUtf8(Buffer.from('Zoë 🦊'))).not.toThrow();
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      expect(() => assertUtf8(Buffer.from(bytes))).toThrow(InvalidBodyError);
    }
  });
});
