// Checks that the cookie counts in every spelling, and that cookies of two users conflict.

import type { HeaderLine } from '../../http/http-request.ts';
import type { Check } from '../check.ts';
import { mustBeAnonymous, mustBeRefused, mustShowUser } from '../wiki-view.ts';

export const cookieSpellings: Check = {
  id: 'cookie-spellings',
  title: 'Wiki: the cookie counts in every spelling',
  proves:
    'Quotes, missing spaces, several Cookie lines and a stale twin of the cookie (vouch-proxy 42, 84, 433) lock no user out.',
  async run({ site, browser, target }) {
    const stale = await site.login();
    const live = await site.login({ replaces: stale.member });
    const name = live.cookieName;
    const pair = `${name}=${live.cookieValue}`;
    const deadPair = `${name}=${stale.cookieValue}`;
    const cases: [string, HeaderLine[]][] = [
      ['in quotes', [['Cookie', `${name}="${live.cookieValue}"`]]],
      ['between others', [['Cookie', `a=1; ${pair}; b=2`]]],
      ['without spaces', [['Cookie', `a=1;${pair};b=2`]]],
      ['with more spaces', [['Cookie', `a=1;   ${pair}  ;b=2`]]],
      ['cookie in lower case', [['cookie', pair]]],
      [
        'in a second Cookie line',
        [
          ['Cookie', 'a=1'],
          ['Cookie', pair],
        ],
      ],
      ['twice', [['Cookie', `${pair}; ${pair}`]]],
      ['after a stale one', [['Cookie', `${deadPair}; ${pair}`]]],
      ['before a stale one', [['Cookie', `${pair}; ${deadPair}`]]],
      ['after an empty one', [['Cookie', `${name}=; ${pair}`]]],
    ];
    for (const [what, headers] of cases) mustShowUser(await browser.openEcho({ headers }), target, what);
    return `${cases.length} of ${cases.length} ways`;
  },
};

export const conflictingCookies: Check = {
  id: 'conflicting-cookies',
  title: "Wiki: two users' cookies at once are anonymous",
  proves: 'A host under the same domain cannot slip its own user into a browser.',
  async run({ site, browser, target }) {
    const mine = await site.login();
    const theirs = await site.login({ username: `${target.username}-2`, email: '' });
    const pairs = [mine, theirs].map(({ cookieName, cookieValue }) => `${cookieName}=${cookieValue}`);
    for (const cookie of [pairs.join('; '), pairs.toReversed().join('; ')]) {
      const headers = [['Cookie', cookie]] as const;
      mustBeAnonymous(await browser.openEcho({ headers }), target, 'GET with both');
      mustBeRefused(await browser.send('POST', target.echoPath, { headers }), 'POST with both');
    }
    mustShowUser(await browser.openEcho({ as: mine }), target, 'with one again');
    return 'anonymous in either order, edits refused';
  },
};
