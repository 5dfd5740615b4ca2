// Checks logins with a session cookie, with a cookie in the request, and with a name in UTF-8.

import { splitCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { headerValues } from '../../http/http-request.ts';
import { type Check, must } from '../check.ts';

export const storeScripts: Check = {
  id: 'store-scripts',
  title: 'Store: runs EVAL and EVALSHA',
  proves: 'Every login is one script; if the store refuses it, the hook answers 503.',
  async run({ site }) {
    const first = await site.login();
    const second = await site.login();
    const [before, after] = [first, second].map(({ answer }) =>
      Date.parse(JSON.parse(answer.body).expires_at),
    );
    must(before !== undefined && after !== undefined && after >= before, 'a later login expires earlier');
    return 'two logins, in order';
  },
};

export const sessionCookie: Check = {
  id: 'session-cookie',
  title: 'Login: "persistent": false ends with the browser',
  proves: 'Users who want no lasting login get none.',
  async run({ site }) {
    const { answer } = await site.login({ persistent: false });
    must(!/max-age|expires/i.test(headerValues(answer, 'set-cookie').join()), 'Set-Cookie has an age');
    must(JSON.parse(answer.body).cookie.max_age === null, 'max_age is not null');
    return 'no Max-Age';
  },
};

export const freshCookie: Check = {
  id: 'fresh-cookie',
  title: 'Login: a cookie is new, even if the request brings one',
  proves: 'An attacker cannot make a user use a cookie that the attacker knows (GHSA-f24x-5g9q-753f).',
  async run({ site }) {
    const first = await site.login();
    const cookie = `${first.cookieName}=${first.cookieValue}`;
    const second = await site.login({}, { headers: [['Cookie', cookie]] });
    must(first.cookieValue !== second.cookieValue, 'expected a new cookie, got the one of the request');
    return 'two logins, two keys';
  },
};

export const foreignName: Check = {
  id: 'foreign-name',
  title: 'Login: a name in UTF-8 arrives intact',
  proves: 'The gateway forwards exactly the bytes that were signed, and the cookie holds the name encoded.',
  async run({ site, target }) {
    // NFD on purpose: the canonical form is NFC. This user never visits the wiki, which would create an account.
    const { cookieValue } = await site.login({
      username: `${target.username}-Z\u030Clut\u030C 李`,
      email: '',
    });
    const expected = encodeURIComponent(`-Žluť 李`);
    must(
      splitCookieValue(cookieValue)?.username.endsWith(expected) === true,
      'expected the name in NFC in the cookie, got another',
    );
    return 'NFC, percent-encoded';
  },
};
