import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { parseHookSecret } from '../../../functions/shared/hook/hook-secrets.ts';
import { readSignature, verifySignature } from '../../../functions/shared/hook/hook-signature.ts';
import { SignatureRefusedError } from '../../../functions/shared/runtime/errors.ts';

const SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh';
const OTHER = 'hGfEdCbA9876543210zYxWvUtSrQpOnMlKjIhGfEdCbA';
const NOW = 1_700_000_000;
const BODY = '{"username":"Zoë","email":""}';

type Headers = Record<string, string>;

function signed(over: { id?: string; at?: number; secret?: string; body?: string } = {}): Headers {
  const { id = 'msg_1', at = NOW, secret = SECRET, body = BODY } = over;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': new Webhook(secret).sign(id, new Date(at * 1000), body),
  };
}

/** `accepted`, or why not. */
function verdict(headers: Headers, { body = BODY, now = NOW, secrets = [SECRET] } = {}): string {
  try {
    verifySignature(readSignature(headers), Buffer.from(body), secrets.map(parseHookSecret), now);
    return 'accepted';
  } catch (error) {
    if (error instanceof SignatureRefusedError) return error.detail;
    throw error;
  }
}

describe('a signature', () => {
  test('of the reference library is accepted, over the bytes of the body', () => {
    expect(verdict(signed())).toBe('accepted');
  });

  test('as the specification spells it out is accepted', () => {
    // The example of the libraries' own tests: known secret, id, time, body and signature.
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const secrets = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'];
    expect(verdict(headers, { body: '{"test": 2432232314}', now: 1_614_265_330, secrets })).toBe('accepted');
  });

  test('over an empty body is accepted', () => {
    expect(verdict(signed({ body: '' }), { body: '' })).toBe('accepted');
  });

  test.each([
    ['another body', { body: `${BODY} ` }, {}],
    ['another id', {}, { 'webhook-id': 'msg_2' }],
    ['another time', {}, { 'webhook-timestamp': String(NOW + 1) }],
    ['a longer timestamp of the same value', {}, { 'webhook-timestamp': `0${NOW}` }],
    ['another secret', { secrets: [OTHER] }, {}],
    ['no keys at all', { secrets: [] }, {}],
  ])('with %s is refused', (_what, over, headers) => {
    expect(verdict({ ...signed(), ...headers }, over)).toBe('mismatch');
  });

  test('by the previous key is accepted as long as that key is there', () => {
    const headers = signed({ secret: OTHER });
    expect(verdict(headers, { secrets: [SECRET, OTHER] })).toBe('accepted');
    expect(verdict(headers, { secrets: [SECRET] })).toBe('mismatch');
  });

  test('cannot move a byte from one part of the signed text to the next', () => {
    const headers = signed({ id: 'msg', body: '5.x' });
    expect(verdict({ ...headers, 'webhook-timestamp': `${NOW}.5` }, { body: 'x' })).toBe('malformed');
    expect(verdict({ ...headers, 'webhook-id': `msg.${NOW}`, 'webhook-timestamp': '5' }, { body: 'x' })).toBe(
      'malformed',
    );
  });
});

describe('several signatures in one header', () => {
  const right = signed()['webhook-signature'] as string;
  const wrong = signed({ secret: OTHER })['webhook-signature'] as string;
  const withSignature = (text: string) => verdict({ ...signed(), 'webhook-signature': text });

  test.each([
    ['one of them right', `${wrong} ${right}`],
    ['the right one first', `${right} ${wrong}`],
    ['versions that are not known', `v1a,${right.slice(3)} v2,xyz ${right}`],
    ['bad base64 beside it', `v1,!!! v1, v1 ,, ${right} v1,short`],
    ['two blanks between', `${wrong}  ${right}`],
  ])('are accepted with %s', (_what, header) => {
    expect(withSignature(header)).toBe('accepted');
  });

  test.each([
    ['only wrong ones', `${wrong} ${wrong}`],
    ['the right bytes under another version', right.replace('v1,', 'v1a,')],
    ['the right bytes under version 2', right.replace('v1,', 'v2,')],
    ['an upper-case version', right.replace('v1,', 'V1,')],
    ['base64url instead of base64', `v1,${'-_'.repeat(21)}A=`],
    ['no padding', right.slice(0, -1)],
    ['commas between them, as a gateway joins two headers', `${wrong},${right}`],
    ['a line break after it', `${right}\n`],
    ['nothing but a blank', ' '],
    ['nothing but bad base64', 'v1,%%%'],
  ])('are refused with %s', (_what, header) => {
    expect(withSignature(header)).toBe('mismatch');
  });

  test('count only as the one base64 spelling of their bytes', () => {
    // The last digit before the padding has two bits that decode to nothing.
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const last = right.at(-2) as string;
    const sameBytes = right.slice(0, -2) + digits[digits.indexOf(last) + 1] + right.slice(-1);
    expect(Buffer.from(sameBytes.slice(3), 'base64')).toEqual(Buffer.from(right.slice(3), 'base64'));
    expect(withSignature(sameBytes)).toBe('mismatch');
  });
});

describe('the signature headers', () => {
  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('are refused without %s', (name) => {
    const { [name]: _, ...others } = signed();
    expect(verdict(others)).toBe('missing');
    expect(verdict({ ...others, [name]: '' })).toBe('missing');
  });

  test.each([
    ['webhook-id', 'msg.1'],
    ['webhook-id', 'a b'],
    ['webhook-id', 'é'],
    ['webhook-id', 'a\n'],
    ['webhook-id', 'x'.repeat(257)],
    ['webhook-timestamp', 'now'],
    ['webhook-timestamp', '-1700000000'],
    ['webhook-timestamp', '1.7e9'],
    ['webhook-timestamp', '1700000000.5'],
    ['webhook-timestamp', ' 1700000000'],
    ['webhook-timestamp', '1700000000\n'],
    ['webhook-timestamp', '0x6553f100'],
    ['webhook-timestamp', '1700000000000'],
    ['webhook-timestamp', '١٧٠٠٠٠٠٠٠٠'],
  ])('are refused for their form: %s %j', (name, value) => {
    expect(verdict({ ...signed(), [name]: value })).toBe('malformed');
  });

  test('take an id of 256 characters', () => {
    expect(verdict(signed({ id: 'x'.repeat(256) }))).toBe('accepted');
  });
});

describe('the timestamp', () => {
  test('is fresh for 300 s on both sides of the clock', () => {
    for (const seconds of [-300, 0, 300]) expect(verdict(signed(), { now: NOW + seconds })).toBe('accepted');
    for (const seconds of [-300.001, 300.001, -1e9, 1e9]) {
      expect(verdict(signed(), { now: NOW + seconds })).toBe('stale');
    }
  });

  test('is judged before the signature, which costs more', () => {
    expect(verdict({ ...signed(), 'webhook-signature': 'v1,wrong' }, { now: NOW + 301 })).toBe('stale');
  });
});

test('DiscourseConnect: no refusal shows the expected signature', () => {
  const right = (signed()['webhook-signature'] as string).slice(3);
  for (const headers of [
    { ...signed(), 'webhook-signature': signed({ secret: OTHER })['webhook-signature'] as string },
    { ...signed(), 'webhook-signature': '' },
    { ...signed(), 'webhook-timestamp': '1' },
  ]) {
    try {
      verifySignature(readSignature(headers), Buffer.from(BODY), [parseHookSecret(SECRET)], NOW);
      throw new Error('was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(SignatureRefusedError);
      expect(`${error} ${JSON.stringify(error)}`).not.toContain(right);
    }
  }
});

test.each([
  ['no headers', {}, 'Sign the request'],
  ['an id with a full stop', { 'webhook-id': 'a.b' }, 'webhook-id takes 1 to 256'],
  ['a timestamp in words', { 'webhook-timestamp': 'now' }, 'webhook-timestamp takes whole epoch seconds'],
])('whoever signs wrongly is told how to do it: %s', (_what, change, message) => {
  const headers = { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x', ...change };
  expect(() => readSignature(Object.keys(change).length === 0 ? {} : headers)).toThrow(message);
});

test('whoever signs with another key is told that nothing matches', () => {
  const signature = {
    id: 'a',
    timestamp: String(Math.floor(Date.now() / 1000)),
    signatures: [Buffer.alloc(32)],
  };
  const verify = () => verifySignature(signature, Buffer.from('{}'), [], Date.now() / 1000);
  expect(verify).toThrow('No signature of webhook-signature matches the request.');
});
