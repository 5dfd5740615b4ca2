import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { parseHookSecret } from '../../functions/shared/hook/hook-secrets.ts';
import { readSignature, verifySignature } from '../../functions/shared/hook/hook-signature.ts';
import { SignatureRefusedError } from '../../functions/shared/runtime/errors.ts';

const RUNS = { numRuns: 10_000 };
const NOW = 1_700_000_000;
const SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh';
const KEYS = [parseHookSecret(SECRET)];

interface Sent {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Buffer;
}

const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-:/,{}'), minLength: 1, maxLength: 40 });
// The reference library takes text: it would replace bytes that are none.
const body = fc.string({ unit: 'binary', maxLength: 100 }).map((text) => Buffer.from(text, 'utf8'));
const signed: fc.Arbitrary<Sent> = fc
  .tuple(id, body, fc.integer({ min: -300, max: 300 }))
  .map(([hookId, bytes, skew]) => {
    const at = new Date((NOW + skew) * 1000);
    return {
      id: hookId,
      timestamp: String(NOW + skew),
      signature: new Webhook(SECRET).sign(hookId, at, bytes),
      body: bytes,
    };
  });

function accepted({ id: hookId, timestamp, signature, body: bytes }: Sent, keys = KEYS): boolean {
  const headers = { 'webhook-id': hookId, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  try {
    verifySignature(readSignature(headers), bytes, keys, NOW);
    return true;
  } catch (error) {
    if (error instanceof SignatureRefusedError) return false;
    throw error;
  }
}

test('whatever the reference library signs is accepted, and so is any byte at all', () => {
  fc.assert(
    fc.property(signed, (sent) => {
      expect(accepted(sent)).toBe(true);
    }),
    RUNS,
  );
  fc.assert(
    fc.property(id, fc.uint8Array({ maxLength: 100 }), (hookId, bytes) => {
      const hmac = createHmac('sha256', Buffer.from(SECRET, 'base64'))
        .update(`${hookId}.${NOW}.`)
        .update(bytes);
      const signature = `v1,${hmac.digest('base64')}`;
      expect(accepted({ id: hookId, timestamp: String(NOW), signature, body: Buffer.from(bytes) })).toBe(
        true,
      );
    }),
    RUNS,
  );
});

/** Another byte at any place, one more, or one less. */
function tampered(bytes: Buffer, place: number, change: number, kind: 'other' | 'more' | 'less'): Buffer {
  const at = bytes.length === 0 ? 0 : place % bytes.length;
  if (kind === 'more' || bytes.length === 0) {
    return Buffer.concat([bytes.subarray(0, at), Buffer.from([change]), bytes.subarray(at)]);
  }
  if (kind === 'less') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  const copy = Buffer.from(bytes);
  copy[at] = (bytes[at] as number) ^ change;
  return copy;
}

test('with any byte of id, timestamp, signature or body changed, added or left out, it is refused', () => {
  fc.assert(
    fc.property(
      signed,
      fc.constantFrom('id', 'timestamp', 'signature', 'body'),
      fc.nat(1000),
      fc.integer({ min: 1, max: 255 }),
      fc.constantFrom('other', 'more', 'less'),
      (sent, part, place, change, kind) => {
        const bytes = part === 'body' ? sent.body : Buffer.from(sent[part], 'latin1');
        const other = tampered(bytes, place, change, kind);
        // A blank before or after a signature separates it from nothing, and is no change.
        fc.pre(
          !other.equals(bytes) &&
            !(part === 'signature' && other.toString('latin1').trim() === sent.signature),
        );
        expect(accepted({ ...sent, [part]: part === 'body' ? other : other.toString('latin1') })).toBe(false);
      },
    ),
    RUNS,
  );
});

test('any headers at all are refused or read, never anything else', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.string({ unit: fc.constantFrom('v', '1', ',', ' ', '=', 'A', '.', '7', '+', '/'), maxLength: 60 }),
  );
  fc.assert(
    fc.property(text, text, text, body, (hookId, timestamp, signature, bytes) => {
      expect(accepted({ id: hookId, timestamp, signature, body: bytes })).toBe(false);
    }),
    RUNS,
  );
});
