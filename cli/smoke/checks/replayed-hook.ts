// Checks that hooks refuse replays, bodies of the other hook, and bad fields.

import { randomUUID } from 'node:crypto';
import type { Check } from '../check.ts';
import { mustShowUser } from '../wiki-view.ts';
import { mustAnswer } from './refused-hooks.ts';

export const replayedHook: Check = {
  id: 'replayed-hook',
  title: 'Hooks: a webhook-id counts once, at either hook',
  proves: 'A recorded hook cannot be sent again.',
  async run({ site, target: { username, email } }) {
    const id = randomUUID();
    const at = new Date();
    const login = await site.login({}, { id, at });
    mustAnswer(await site.send('login', { username, email }, { id, at }), 409, 'replayed', 'the same login');
    const logout = await site.send('logout', { member: login.member }, { id, at });
    mustAnswer(logout, 409, 'replayed', 'a logout under the same id');
    return '409, both';
  },
};

export const misdirectedBody: Check = {
  id: 'misdirected-body',
  title: 'Hooks: neither hook accepts the body of the other',
  proves: 'A signature does not cover the path, so the body itself must show which hook it is for.',
  async run({ site, browser, target }) {
    const { username, email } = target;
    const login = await site.login();
    mustAnswer(
      await site.send('logout', { username, email }),
      400,
      'invalid_body',
      'a login at the logout hook',
    );
    mustAnswer(await site.send('login', { username }), 400, 'invalid_body', 'a logout at the login hook');
    mustShowUser(await browser.openEcho({ as: login }), target, 'afterwards');
    return '400, both, and the session lives';
  },
};

export const badFields: Check = {
  id: 'bad-fields',
  title: 'Hooks: bad names and addresses are refused',
  proves: 'An ambiguous name or address is never stored (GHSA-c5c4-8r6x-56w3, reserved and empty names).',
  async run({ site, target: { username, email } }) {
    await site.login();
    const bodies: [string, object][] = [
      ['two @', { username, email: 'a@evil.example@good.example' }],
      ['an empty name', { username: '', email }],
      ['a blank name', { username: '  ', email }],
      ['a null name', { username: null, email }],
      ['CR LF in a name', { username: `${username}\r\nX-Remote-User: admin`, email }],
      ['256 characters', { username: 'x'.repeat(256), email }],
    ];
    for (const [what, body] of bodies) mustAnswer(await site.send('login', body), 400, 'invalid_body', what);
    return `400, ${bodies.length} of ${bodies.length}`;
  },
};
