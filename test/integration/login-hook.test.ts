import { describe, expect, test } from '@jest/globals';
import { memberOf } from '../../functions/shared/sessions/store-keys.ts';
import { COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { hookEvent } from '../../harness/lambda-events.ts';
import { HOOK_SECRET, signedHeaders, signedHook } from '../../harness/signed-hook.ts';
import { bridge, log, useBridge, valkey } from '../support/use-bridge.ts';

const ALICE = { username: 'alice', email: 'alice@example.com' };

useBridge();

describe('a login', () => {
  test('answers with the cookie, as a header, as a line and in parts', async () => {
    const { status, headers, cookies, json } = await bridge.hook('login', ALICE);

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(json.cookie).toEqual({
      name: 'wiki_sso',
      value: expect.stringMatching(/^alice#alice@example\.com#[0-9a-f]{64}$/),
      domain: 'example.com',
      path: '/',
      max_age: COOKIE_AGE_SECONDS + 86_400,
      secure: true,
      http_only: true,
      same_site: 'Lax',
    });
    const line = `wiki_sso=${json.cookie.value}; Domain=example.com; Path=/; Max-Age=1296000; Secure; HttpOnly; SameSite=Lax`;
    expect(json.set_cookie).toBe(line);
    expect(cookies).toEqual([line]);
  });

  test('puts the SHA-256 of the value into the set, scored by the time of the store', async () => {
    const before = Date.now() / 1000;
    const { json } = await bridge.hook('login', ALICE);

    expect(json.member).toBe(memberOf(json.cookie.value));
    const score = Number(await valkey.admin.zscore('wiki_cookie_keys', json.member));
    expect(score).toBeGreaterThanOrEqual(before - 0.1);
    expect(score).toBeLessThan(before + 5);
    expect(Date.parse(json.expires_at) / 1000).toBeCloseTo(score + COOKIE_AGE_SECONDS, 2);
    expect(await valkey.admin.zcard('wiki_cookie_keys')).toBe(1);
  });

  test("keeps the milliseconds of the function's clock in the score", async () => {
    const scores = [];
    for (let i = 0; i < 5; i++) {
      const { member } = await bridge.cookieOf('alice');
      scores.push(Number(await valkey.admin.zscore('wiki_cookie_keys', member)));
    }
    expect(Math.max(...scores.map((score) => Math.abs(score - Date.now() / 1000)))).toBeLessThan(60);
    expect([...scores].sort()).toEqual(scores);
  });

  test('with expires_in gives a cookie that says when it dies', async () => {
    const { json } = await bridge.hook('login', { ...ALICE, expires_in: 900 });
    const { exp } = JSON.parse(Buffer.from(json.cookie.value.split('.').at(-1), 'base64url').toString());
    expect(json.cookie.max_age).toBe(900 + 86_400);
    expect(Date.parse(json.expires_at)).toBe(exp * 1000);
    expect(Math.abs(json.issued_at + 900 - exp)).toBeLessThan(2);
  });

  test('with expires_in of two seconds is anonymous at the wiki after them, and its assertion ends with it', async () => {
    const { json } = await bridge.hook('login', { ...ALICE, expires_in: 2 });
    const first = await bridge.viewWith(json.cookie.value);
    expect(first.context?.username).toBe('alice');
    const claims = JSON.parse(
      Buffer.from(first.context?.assertion.split('.')[1] ?? '', 'base64url').toString(),
    );
    const end = Date.parse(json.expires_at);
    expect(claims.exp * 1000).toBe(end);
    await new Promise((resolve) => setTimeout(resolve, end - Date.now() + 20));
    expect((await bridge.viewWith(json.cookie.value)).context?.reason).toBe('dead-cookie');
    expect(await valkey.admin.zscore('wiki_cookie_keys', json.member)).not.toBeNull();
  });

  test('that is not persistent gives a cookie that ends with the browser', async () => {
    const { json } = await bridge.hook('login', { ...ALICE, persistent: false });
    expect(json.cookie.max_age).toBeNull();
    expect(json.set_cookie).not.toContain('Max-Age');
  });

  test('drops the member it replaces, in the same step', async () => {
    const first = await bridge.cookieOf('alice');
    const { json } = await bridge.hook('login', { ...ALICE, replaces: first.member });
    expect(await valkey.admin.zrange('wiki_cookie_keys', '0', '-1')).toEqual([json.member]);
    expect(log.records.map(({ replaced }) => replaced)).toEqual([false, true]);
  });

  test('passes over a member to replace that is not there, and over unknown fields', async () => {
    const { status } = await bridge.hook('login', {
      ...ALICE,
      replaces: 'a'.repeat(64),
      colour: 'red',
      member: 7,
    });
    expect(status).toBe(200);
  });

  test('GHSA-f24x-5g9q-753f: always mints a fresh value, whatever the caller knows', async () => {
    const first = await bridge.cookieOf('alice');
    const second = await bridge.cookieOf('alice');
    expect(second.value).not.toBe(first.value);
  });

  test('after a revocation that lies ahead counts all the same', async () => {
    const ahead = Date.now() / 1000 + 20;
    await valkey.admin.zadd('{wiki_cookie_keys}:revoked', ahead, 'alice');
    const { member, value } = await bridge.cookieOf('alice');
    expect(Number(await valkey.admin.zscore('wiki_cookie_keys', member))).toBeGreaterThan(ahead);
    expect((await bridge.viewWith(value)).context?.username).toBe('alice');
  });

  test.each([
    ['umlauts and a space', 'Zoë Müller', 'Zo%C3%AB%20M%C3%BCller'],
    ['a hash sign', 'c#', 'c%23'],
    ['a percent sign', '100%', '100%25'],
    ['quotes, a comma and a semicolon', `"a",'b';c`, `%22a%22%2C'b'%3Bc`],
    ['an emoji', '🦊', '%F0%9F%A6%8A'],
    ['right-to-left marks', 'a\u200fb', 'a%E2%80%8Fb'],
    ['a backslash and a bar', 'a\\b|c', 'a%5Cb|c'],
  ])('takes a name with %s', async (_what, username, encoded) => {
    const { json } = await bridge.hook('login', { username, email: '' });
    expect(json.cookie.value.split('#').slice(0, 2)).toEqual([encoded, '']);
  });

  test('writes a name in NFC, however the site spells it', async () => {
    const { json } = await bridge.hook('login', { username: 'a\u0301lice', email: '' });
    expect(json.cookie.value).toMatch(/^%C3%A1lice##/);
  });
});

describe('a login with a bad body', () => {
  const surrogate = '\\ud800';
  test.each([
    ['not JSON', '{"username":', 'not JSON'],
    ['nothing', '', 'not JSON'],
    ['a list', '[]', 'JSON object'],
    ['null', 'null', 'JSON object'],
    ['a text', '"alice"', 'JSON object'],
    ['no username', '{"email":""}', '"username" is missing'],
    ['no email', '{"username":"alice"}', '"email" is missing'],
    ['a username that is a number', '{"username":1,"email":""}', '"username" must be a string'],
    ['a username that is null', '{"username":null,"email":""}', '"username" must be a string'],
    ['an empty username', '{"username":"","email":""}', '"username" is empty'],
    ['a blank username', '{"username":"  ","email":""}', '"username" begins or ends'],
    ['a trailing no-break space', '{"username":"a\\u00a0","email":""}', '"username" begins or ends'],
    ['CR and LF in a username', '{"username":"a\\r\\nb","email":""}', '"username" has a control'],
    ['NUL in a username', '{"username":"a\\u0000b","email":""}', '"username" has a control'],
    ['a C1 control in a username', '{"username":"a\\u0085b","email":""}', '"username" has a control'],
    ['a lone surrogate', `{"username":"a${surrogate}b","email":""}`, '"username" has a lone surrogate'],
    ['256 characters', JSON.stringify({ username: 'x'.repeat(256), email: '' }), '"username" is longer'],
    [
      'GHSA-c5c4-8r6x-56w3, two @',
      '{"username":"a","email":"a@evil.com@good.com"}',
      '"email" must have one @',
    ],
    ['an email without @', '{"username":"a","email":"nobody"}', '"email" must have one @'],
    ['an email with a space', '{"username":"a","email":"a b@c"}', '"email" has a space'],
    [
      'an email of 255 characters',
      JSON.stringify({ username: 'a', email: `${'x'.repeat(253)}@y` }),
      '"email" is longer',
    ],
    [
      'replaces in upper case',
      JSON.stringify({ ...ALICE, replaces: 'A'.repeat(64) }),
      '"replaces" must be 64',
    ],
    ['replaces that is null', JSON.stringify({ ...ALICE, replaces: null }), '"replaces" must be a string'],
    [
      'persistent as a text',
      JSON.stringify({ ...ALICE, persistent: 'false' }),
      '"persistent" must be true or false',
    ],
    ['a logout', JSON.stringify({ member: 'a'.repeat(64) }), '"username" is missing'],
    ['a logout everywhere', JSON.stringify({ username: 'alice' }), '"email" is missing'],
    ['a forbidden key', '{"username":"a","email":"","__proto__":{}}', 'not JSON, or has a key'],
  ])('is refused for %s, and nothing is stored', async (_what, body, message) => {
    const { status, json, cookies } = await bridge.hook('login', body);
    expect(status).toBe(400);
    expect(json).toEqual({ error: { code: 'invalid_body', message: expect.stringContaining(message) } });
    expect(cookies).toEqual([]);
    expect(await valkey.admin.dbsize()).toBe(0);
  });

  test('takes a name of 255 characters as long as the cookie fits, and names the longer field when it does not', async () => {
    expect((await bridge.hook('login', { username: 'x'.repeat(255), email: '' })).status).toBe(200);
    const tooLong = await bridge.hook('login', {
      username: '🦊'.repeat(255),
      email: `${'🦊'.repeat(250)}@x`,
    });
    expect(tooLong.status).toBe(400);
    expect(tooLong.json.error.message).toContain('"username" makes the cookie longer than 4096 bytes');
    const email = await bridge.hook('login', { username: '🦊'.repeat(100), email: `${'🦊'.repeat(252)}@x` });
    expect(email.json.error.message).toContain('"email" makes');
  });

  test('does not use up the webhook-id', async () => {
    expect((await bridge.hook('login', '[]', { id: 'same' })).status).toBe(400);
    expect((await bridge.hook('login', ALICE, { id: 'same' })).status).toBe(200);
  });
});

describe('a hook that is not signed as it must be', () => {
  const body = JSON.stringify(ALICE);
  const without = (name: string) => {
    const headers = signedHeaders(body);
    delete headers[name];
    return hookEvent('login', headers, body);
  };

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'is refused without %s',
    async (name) => {
      const { status, json } = await bridge.send('login', without(name));
      expect([status, json.error.code]).toEqual([401, 'invalid_signature']);
    },
  );

  test('is refused when stale, either way', async () => {
    for (const minutes of [-6, 6]) {
      const at = new Date(Date.now() + minutes * 60_000);
      const { status, json } = await bridge.hook('login', ALICE, { at });
      expect(status).toBe(401);
      expect(json.error.message).toContain('over 300 s from');
    }
  });

  test('is refused when a byte of the body was changed', async () => {
    const event = hookEvent('login', signedHeaders(body), body.replace('alice', 'alicf'));
    expect((await bridge.send('login', event)).status).toBe(401);
  });

  test('is refused with another secret, and never learns the right signature', async () => {
    const event = signedHook('login', ALICE, { secret: HOOK_SECRET.replace('A', 'B') });
    const id = event.headers['webhook-id'] as string;
    const at = new Date(Number(event.headers['webhook-timestamp']) * 1000);
    const { 'webhook-signature': right } = signedHeaders(body, { id, at });
    const reply = await bridge.send('login', event);
    expect(reply.status).toBe(401);
    expect(JSON.stringify(reply) + log.text).not.toContain(right?.slice(3));
  });

  test('stores nothing, not even its id', async () => {
    await bridge.send('login', without('webhook-signature'));
    expect(await valkey.admin.dbsize()).toBe(0);
  });

  test('Standard Webhooks: a full stop in the id is refused, other versions and broken parts are passed over', async () => {
    expect((await bridge.hook('login', ALICE, { id: 'msg.1' })).status).toBe(401);
    const headers = signedHeaders(body);
    headers['webhook-signature'] = `v1a,AAAA v1,!!! v2,xyz ${headers['webhook-signature']} v1,short`;
    expect((await bridge.send('login', hookEvent('login', headers, body))).status).toBe(200);
  });

  test('takes header names in any case', async () => {
    const headers = Object.fromEntries(
      Object.entries(signedHeaders(body)).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect((await bridge.send('login', hookEvent('login', headers, body))).status).toBe(200);
  });
});

describe('the order of refusals', () => {
  test('413 comes before 401', async () => {
    const body = JSON.stringify({ ...ALICE, padding: 'x'.repeat(8192) });
    expect((await bridge.send('login', hookEvent('login', {}, body))).status).toBe(413);
    const encoded = Buffer.from(body).toString('base64');
    expect((await bridge.send('login', hookEvent('login', {}, encoded, true))).status).toBe(413);
  });

  test('8,192 bytes are read, one more is not', async () => {
    const padded = (bytes: number) => JSON.stringify(ALICE).padEnd(bytes, ' ');
    expect((await bridge.hook('login', padded(8192))).status).toBe(200);
    expect((await bridge.hook('login', padded(8193))).status).toBe(413);
  });

  test('401 comes before 415 and before any parsing', async () => {
    const event = hookEvent('login', { 'content-type': 'text/plain' }, '{not json');
    expect((await bridge.send('login', event)).status).toBe(401);
  });

  test.each([
    undefined,
    'text/plain',
    'application/ld+json',
    'application/jsonp',
    'multipart/form-data; x=application/json',
  ])('415 for the media type %s, before 400', async (contentType) => {
    const { status, json } = await bridge.hook('login', '[]', { headers: { 'content-type': contentType } });
    expect([status, json.error.code]).toEqual([415, 'unsupported_media_type']);
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json ; x=y'])(
    'takes the media type %s',
    async (contentType) => {
      expect((await bridge.hook('login', ALICE, { headers: { 'content-type': contentType } })).status).toBe(
        200,
      );
    },
  );

  test('400 comes before 409', async () => {
    await bridge.hook('login', ALICE, { id: 'once' });
    expect((await bridge.hook('login', '[]', { id: 'once' })).status).toBe(400);
    expect((await bridge.hook('login', ALICE, { id: 'once' })).status).toBe(409);
  });
});

describe('a body that the gateway passes as base64', () => {
  test('is verified over its bytes and read', async () => {
    const body = JSON.stringify({ username: 'Zoë', email: '' });
    const event = hookEvent('login', signedHeaders(body), Buffer.from(body).toString('base64'), true);
    expect((await bridge.send('login', event)).json.cookie.value).toMatch(/^Zo%C3%AB##/);
  });

  test('is refused with 400 when it is not UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"username":"a'),
      Buffer.from([0xff]),
      Buffer.from('","email":""}'),
    ]);
    const { createHmac } = await import('node:crypto');
    const headers = signedHeaders('x');
    const content = Buffer.concat([
      Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
      bytes,
    ]);
    const signature = createHmac('sha256', Buffer.from(HOOK_SECRET, 'base64'))
      .update(content)
      .digest('base64');
    headers['webhook-signature'] = `v1,${signature}`;
    const { status, json } = await bridge.send(
      'login',
      hookEvent('login', headers, bytes.toString('base64'), true),
    );
    expect([status, json.error.message]).toEqual([400, 'The body is not UTF-8.']);
  });
});

describe('discourse/wp-discourse 257: a replayed hook', () => {
  test('is 409 at either hook, and has no effect', async () => {
    const login = signedHook('login', ALICE, { id: 'used' });
    const first = await bridge.send('login', login);
    expect((await bridge.send('login', login)).status).toBe(409);
    const { status } = await bridge.hook('logout', { member: first.json.member }, { id: 'used' });
    expect(status).toBe(409);
    expect(await valkey.admin.zcard('wiki_cookie_keys')).toBe(1);
  });

  test('is remembered for fifteen minutes', async () => {
    await bridge.hook('login', ALICE, { id: 'used' });
    const ttl = await valkey.admin.ttl('{wiki_cookie_keys}:hook:used');
    expect(ttl).toBeGreaterThan(890);
    expect(ttl).toBeLessThanOrEqual(900);
  });

  test('of two at the same time only one counts', async () => {
    const event = signedHook('login', ALICE);
    const replies = await Promise.all([bridge.send('login', event), bridge.send('login', event)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

test('one line tells how it ended, and none of it opens anything', async () => {
  const { json } = await bridge.hook('login', ALICE);
  await bridge.hook('login', { ...ALICE, email: 'secret words' });

  expect(log.records).toEqual([
    expect.objectContaining({
      level: 'info',
      Function: 'login-hook',
      Outcome: 'session_opened',
      requestId: 'test-request',
      apiRequestId: 'gateway-request',
      Requests: 1,
      Latency: expect.any(Number),
      sid: json.member.slice(0, 16),
    }),
    expect.objectContaining({ level: 'warn', Outcome: 'invalid_body' }),
  ]);
  for (const secret of [json.cookie.value.slice(-64), json.member, HOOK_SECRET, 'secret words', 'alice']) {
    expect(log.text).not.toContain(secret);
  }
});
