import { headerValues } from '../../http/http-request.ts';
import { type Check, must } from '../check.ts';

export const storeScripts: Check = {
  id: 'store-scripts',
  title: 'Store: runs EVAL and EVALSHA',
  proves: 'Every login is one script; a store that refuses it answers 503.',
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
  proves: 'People who do not want to be remembered are not.',
  async run({ site }) {
    const { answer } = await site.login({ persistent: false });
    must(!/max-age|expires/i.test(headerValues(answer, 'set-cookie').join()), 'Set-Cookie has an age');
    must(JSON.parse(answer.body).cookie.max_age === null, 'max_age is not null');
    return 'no Max-Age';
  },
};

export const freshCookie: Check = {
  id: 'fresh-cookie',
  title: 'Login: a cookie is new, whatever was brought along',
  proves: 'Nobody can be made to use a cookie that somebody else knows (GHSA-f24x-5g9q-753f).',
  async run({ site }) {
    const first = await site.login();
    const cookie = `${first.cookieName}=${first.cookieValue}`;
    const second = await site.login({}, { headers: [['Cookie', cookie]] });
    must(first.cookieValue !== second.cookieValue, 'the cookie that was brought along came back');
    return 'two logins, two keys';
  },
};

export const foreignName: Check = {
  id: 'foreign-name',
  title: 'Login: a name in UTF-8 arrives intact',
  proves: 'The gateway passes on the very bytes that were signed, and the cookie holds the name encoded.',
  async run({ site, target }) {
    // NFD on purpose: the canonical form is NFC. It never visits the wiki, which would make it an account.
    const { cookieValue } = await site.login({
      username: `${target.username}-Z\u030Clut\u030C 李`,
      email: '',
    });
    const expected = encodeURIComponent(`-Žluť 李`);
    must(cookieValue.split('#')[0]?.endsWith(expected) === true, 'the name in the cookie is another one');
    return 'NFC, percent-encoded';
  },
};
