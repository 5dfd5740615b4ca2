// Checks that hooks refuse what is unsigned, wrongly signed, of another media type, or too large.

import { randomBytes, randomUUID } from 'node:crypto';
import type { HttpAnswer } from '../../http/http-request.ts';
import { describeStatus, readErrorCode } from '../../site/hook-error.ts';
import { signedHeaders } from '../../site/sign-hook.ts';
import type { Sending } from '../../site/site.ts';
import { type Check, type CheckContext, forEachCase, must } from '../check.ts';

const HOOKS = ['login', 'logout'] as const;
const TEN_MINUTES_MS = 600_000;

export const unsignedHook: Check = {
  id: 'unsigned-hook',
  title: 'Hooks: both refuse unsigned requests',
  proves: 'Only the secret allows a login or a logout.',
  async run(context) {
    const count = await forEachCase(HOOKS, async (hook) => {
      const answer = await context.site.sendUnsigned(hook, loginBody(context), [
        ['Content-Type', 'application/json'],
      ]);
      mustAnswer(answer, 401, 'invalid_signature', `unsigned ${hook}`);
    });
    return `401, ${count} of ${count}`;
  },
};

export const forgedSignature: Check = {
  id: 'forged-signature',
  title: 'Hooks: stale, tampered or wrongly signed is refused',
  proves: 'A signature counts for its own bytes, time and key only, and no answer reveals another signature.',
  async run(context) {
    const { target, site } = context;
    const minutesAgo = new Date(Date.now() - TEN_MINUTES_MS);
    const minutesAhead = new Date(Date.now() + TEN_MINUTES_MS);
    const cases: [string, Sending][] = [
      ['ten minutes old', { at: minutesAgo }],
      ['ten minutes ahead', { at: minutesAhead }],
      ['another body', { sentBody: loginBody(context).replace(/"username":"/, '$&x') }],
      ['another key', { key: randomBytes(32) }],
      ['an empty key', { key: Buffer.alloc(0) }],
    ];
    const count = await forEachCase(cases, async ([what, sending]) => {
      const id = randomUUID();
      const answer = await site.send('login', JSON.parse(loginBody(context)), { ...sending, id });
      mustAnswer(answer, 401, 'invalid_signature', what);
      const right = signedHeaders(loginBody(context), target.hookKey, { id }).at(-1)?.[1].slice(3) ?? '';
      must(!answer.body.includes(right), `${what}: the answer shows the expected signature`);
    });
    return `401, ${count} of ${count}`;
  },
};

export const mediaType: Check = {
  id: 'media-type',
  title: 'Hooks: any media type but JSON is refused',
  proves: 'A page of another site cannot make a browser send a hook without a CORS preflight.',
  async run(context) {
    // With a wrong key every answer would be 401.
    await context.site.login();
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'];
    const count = await forEachCase(types, async (contentType) => {
      const answer = await context.site.send('login', JSON.parse(loginBody(context)), { contentType });
      mustAnswer(answer, 415, 'unsupported_media_type', contentType);
    });
    return `415, ${count} of ${count}`;
  },
};

export const otherMethods: Check = {
  id: 'other-methods',
  title: 'Hooks: only POST, with a body of limited size',
  proves: 'A link or an image cannot call a hook, and a huge body is not read.',
  async run({ site, target }) {
    for (const hook of HOOKS) {
      const { status } = await site.sendUnsigned(hook, '', [], 'GET');
      must(status >= 400 && status < 500, `GET ${hook}: expected a 4xx, got ${status}`);
    }
    const { username, email } = target;
    const answer = await site.send('login', { username, email, padding: 'x'.repeat(9000) });
    mustAnswer(answer, 413, 'body_too_large', '9 KB');
    return 'GET and 9 KB refused';
  },
};

function loginBody({ target: { username, email } }: CheckContext): string {
  return JSON.stringify({ username, email });
}

/** @throws {CheckFailedError} unless the hook answered with this status and error code */
export function mustAnswer(answer: HttpAnswer, status: number, code: string, what: string): void {
  must(
    answer.status === status && readErrorCode(answer) === code,
    `${what}: expected ${status} ${code}, got ${describeStatus(answer)}`,
  );
}
