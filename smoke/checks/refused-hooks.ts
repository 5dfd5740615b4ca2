import { randomBytes, randomUUID } from 'node:crypto';
import { type Check, must, type Stage } from '../check.ts';
import { everyCase } from '../every-case.ts';
import type { HttpAnswer } from '../http/http-request.ts';
import { readErrorCode } from '../read-error-code.ts';
import { signedHeaders } from '../sign-hook.ts';
import type { Sending } from '../site.ts';

const HOOKS = ['login', 'logout'] as const;
const TEN_MINUTES_MS = 600_000;

export const unsignedHook: Check = {
  id: 'unsigned-hook',
  title: 'Hooks: unsigned is refused, at both',
  proves: 'Nobody without the secret can log anyone in or out.',
  async run(stage) {
    const count = await everyCase(HOOKS, async (hook) => {
      const answer = await stage.site.sendUnsigned(hook, loginBody(stage), [
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
  proves:
    'A signature counts for its own bytes, its own time and its own key; the answer gives no other away.',
  async run(stage) {
    const { target, site } = stage;
    const minutesAgo = new Date(Date.now() - TEN_MINUTES_MS);
    const minutesAhead = new Date(Date.now() + TEN_MINUTES_MS);
    const cases: [string, Sending][] = [
      ['ten minutes old', { at: minutesAgo }],
      ['ten minutes ahead', { at: minutesAhead }],
      ['another body', { sentBody: loginBody(stage).replace(/"username":"/, '$&x') }],
      ['another key', { key: randomBytes(32) }],
      ['an empty key', { key: Buffer.alloc(0) }],
    ];
    const count = await everyCase(cases, async ([what, sending]) => {
      const id = randomUUID();
      const answer = await site.send('login', JSON.parse(loginBody(stage)), { ...sending, id });
      mustAnswer(answer, 401, 'invalid_signature', what);
      const right = signedHeaders(loginBody(stage), target.hookKey, { id }).at(-1)?.[1].slice(3) ?? '';
      must(!answer.body.includes(right), `${what}: the answer shows the expected signature`);
    });
    return `401, ${count} of ${count}`;
  },
};

export const mediaType: Check = {
  id: 'media-type',
  title: 'Hooks: any media type but JSON is refused',
  proves: 'No page of another site can make a browser send a hook without asking first.',
  async run(stage) {
    // With a key that does not count there would be nothing but 401.
    await stage.site.login();
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'];
    const count = await everyCase(types, async (contentType) => {
      const answer = await stage.site.send('login', JSON.parse(loginBody(stage)), { contentType });
      mustAnswer(answer, 415, 'unsupported_media_type', contentType);
    });
    return `415, ${count} of ${count}`;
  },
};

export const otherMethods: Check = {
  id: 'other-methods',
  title: 'Hooks: only POST, and only of a sane size',
  proves: 'A link or an image cannot call a hook, and a huge body is not read.',
  async run({ site, target }) {
    for (const hook of HOOKS) {
      const { status } = await site.sendUnsigned(hook, '', [], 'GET');
      must(status >= 400 && status < 500, `GET ${hook}: ${status}`);
    }
    const { username, email } = target;
    const answer = await site.send('login', { username, email, padding: 'x'.repeat(9000) });
    mustAnswer(answer, 413, 'body_too_large', '9 KB');
    return 'GET and 9 KB turned away';
  },
};

function loginBody({ target: { username, email } }: Stage): string {
  return JSON.stringify({ username, email });
}

/** @throws {Failed} */
export function mustAnswer(answer: HttpAnswer, status: number, code: string, what: string): void {
  const seen = `${answer.status} ${readErrorCode(answer)}`.trimEnd();
  must(
    answer.status === status && readErrorCode(answer) === code,
    `${what}: ${seen} instead of ${status} ${code}`,
  );
}
