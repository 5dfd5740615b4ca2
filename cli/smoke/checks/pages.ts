// Checks pages of the wiki with live, invented, broken and missing cookies.

import { joinCookieValue, splitCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { headerValues } from '../../http/http-request.ts';
import { type Check, must, NotApplicableError } from '../check.ts';
import { mustBeAnonymous, mustBeRefused, mustShowUser } from '../wiki-view.ts';

export const userPage: Check = {
  id: 'user-page',
  title: 'Wiki: shows who is logged in',
  proves: 'The cookie passes the authorizer, the headers are mapped, and the wiki accepts the assertion.',
  async run({ site, browser, target }) {
    const page = await browser.openEcho({ as: await site.login() });
    mustShowUser(page, target, `GET ${target.echoPath}`);
    const returned = page.headers.filter(([name]) => /^x-(wiki-identity|remote-(user|email))$/i.test(name));
    must(returned.length === 0, 'the answer carries an identity header back to the browser');
    return `${target.echoPath} shows ${JSON.stringify(target.expectText)}`;
  },
};

export const anonymousPage: Check = {
  id: 'anonymous-page',
  title: 'Wiki: without a cookie the visitor is anonymous',
  proves:
    "An empty value of the authorizer's context reaches the wiki as no identity, even right after a user's page.",
  async run({ site, browser, target }) {
    const login = await site.login();
    for (let i = 0; i < 3; i++) {
      mustShowUser(await browser.openEcho({ as: login }), target, 'with the cookie');
      mustBeAnonymous(await browser.openEcho(), target, 'without it');
    }
    return target.access === 'private' ? '403 from the gateway' : 'an anonymous page, three times in turn';
  },
};

export const inventedCookie: Check = {
  id: 'invented-cookie',
  title: 'Wiki: an invented cookie opens nothing',
  proves: 'A cookie counts only if its hash is in the store; an edit with a dead cookie is refused.',
  async run({ site, browser, target }) {
    const { cookieName, cookieValue } = await site.login();
    const parts = splitCookieValue(cookieValue);
    must(parts !== undefined, 'the cookie has another format');
    const inventions = [
      joinCookieValue({ ...parts, key: '0'.repeat(64) }),
      joinCookieValue({ ...parts, key: parts.key.toUpperCase() }),
      cookieValue.slice(0, cookieValue.lastIndexOf('#')),
      `${cookieValue}#`,
      joinCookieValue({ ...parts, username: 'admin' }),
      encodeURIComponent(cookieValue),
    ];
    for (const value of inventions) {
      const headers = [['Cookie', `${cookieName}=${value}`]] as const;
      mustBeAnonymous(await browser.openEcho({ headers }), target, 'GET');
      mustBeRefused(await browser.send('POST', target.echoPath, { headers }), 'POST');
    }
    return `${inventions.length} inventions: anonymous, edits refused`;
  },
};

export const brokenCookies: Check = {
  id: 'broken-cookies',
  title: 'Wiki: a broken Cookie header breaks nothing',
  proves: 'Any Cookie header gets an anonymous page, not an error.',
  async run({ browser, target }) {
    const many = Array.from({ length: 150 }, (_, i) => `c${i}=${i}`).join('; ');
    const headers = ['=; ;;,', 'wiki_sso', 'wiki_sso==;=wiki_sso', 'wiki_sso="', '\u00ff\u00fe=\u00e4', many];
    for (const header of headers) {
      const what = `Cookie: ${header.slice(0, 20)}`;
      mustBeAnonymous(await browser.openEcho({ headers: [['Cookie', header]] }), target, what);
    }
    return `${headers.length} headers`;
  },
};

export const severalCookies: Check = {
  id: 'several-set-cookie',
  title: 'Wiki: its own cookies all reach the browser',
  proves: 'API Gateway keeps several Set-Cookie lines of an answer apart.',
  async run({ site, browser, target: { severalCookiesPath, echoPath } }) {
    const answer = await browser.send('GET', severalCookiesPath ?? echoPath, { as: await site.login() });
    const lines = headerValues(answer, 'set-cookie');
    const whole = lines.filter(
      (line) => /^[^=;,\s]+=[^;]*(;|$)/.test(line) && !/, *[\w-]+=[^;]*;/.test(line),
    );
    must(whole.length === lines.length, 'a Set-Cookie line holds several cookies');
    if (severalCookiesPath === undefined && lines.length < 2)
      throw new NotApplicableError(
        `${echoPath} sets ${lines.length}; name a page that sets more with --cookies-path`,
      );
    must(lines.length >= 2, `${severalCookiesPath}: expected several Set-Cookie lines, got ${lines.length}`);
    return `${lines.length} lines, apart`;
  },
};
