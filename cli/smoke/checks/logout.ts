// Checks that logouts and a second login make cookies dead at once.

import { describeStatus } from '../../site/hook-error.ts';
import type { Login } from '../../site/site.ts';
import { type Check, type CheckContext, must } from '../check.ts';
import { describe, mustBeAnonymous, mustBeRefused, mustShowUser } from '../wiki-view.ts';

export const logoutMember: Check = {
  id: 'logout-member',
  title: 'Logout: the cookie is dead on the very next request',
  proves:
    'A saved cookie is worth nothing after a logout; an edit with it is refused, not saved as anonymous (vouch-proxy 187).',
  async run(context) {
    const { site, browser, target } = context;
    const [gone, kept] = [await site.login(), await site.login()];
    mustShowUser(await browser.openEcho({ as: gone }), target, 'before');
    const first = await mustLogOut(context, { member: gone.member });
    must(
      first.removed === true && first.maxAge === 0,
      'expected removed: true and max_age: 0, got another answer',
    );
    await mustBeDead(context, gone);
    mustShowUser(await browser.openEcho({ as: kept }), target, "another browser's cookie");
    must(
      (await mustLogOut(context, { member: gone.member })).removed === false,
      'expected removed: false from a second logout, got true',
    );
    return 'GET anonymous; POST, PUT and DELETE refused';
  },
};

export const logoutEverywhere: Check = {
  id: 'logout-everywhere',
  title: 'Logout everywhere: every cookie of the user is dead at once',
  proves: 'One hook ends all sessions of a user, in every browser; the next login counts.',
  async run(context) {
    const { site, browser, target } = context;
    const logins = [await site.login(), await site.login({ persistent: false })];
    await mustLogOut(context, { username: target.username });
    for (const login of logins) await mustBeDead(context, login);
    const again = await site.login();
    mustShowUser(await browser.openEcho({ as: again }), target, 'a login afterwards');
    for (const login of logins) await mustBeDead(context, login);
    // A late delivery: its time is before that login.
    await mustLogOut(context, { username: target.username, before: Math.floor(Date.now() / 1000) - 3600 });
    mustShowUser(await browser.openEcho({ as: again }), target, 'a logout up to an hour ago');
    return 'both dead, and still so after a new login, which a late logout spares';
  },
};

export const replacedCookie: Check = {
  id: 'replaced-cookie',
  title: 'Login over a login: the superseded cookie is dead',
  proves: 'A browser that another user takes over leaves no session behind.',
  async run(context) {
    const { site, browser, target } = context;
    const old = await site.login();
    const fresh = await site.login({ replaces: old.member });
    await mustBeDead(context, old);
    mustShowUser(await browser.openEcho({ as: fresh }), target, 'the new one');
    return 'old dead, new live';
  },
};

/** @throws {CheckFailedError} unless the hook answers as the contract says */
async function mustLogOut(
  { site }: CheckContext,
  body: object,
): Promise<{ removed: unknown; maxAge: unknown }> {
  const answer = await site.send('logout', body);
  must(answer.status === 200, `the logout hook: expected 200, got ${describeStatus(answer)}`);
  const { cookie, removed } = JSON.parse(answer.body);
  return { removed, maxAge: cookie?.max_age };
}

/** @throws {CheckFailedError} unless a saved cookie is dead */
async function mustBeDead({ browser, target }: CheckContext, login: Login): Promise<void> {
  mustBeAnonymous(await browser.openEcho({ as: login }), target, 'GET with the dead cookie');
  for (const method of ['POST', 'PUT', 'DELETE']) {
    const answer = await browser.send(method, target.echoPath, { as: login });
    mustBeRefused(answer, `${method} with the dead cookie`);
  }
  const head = await browser.send('HEAD', target.echoPath, { as: login });
  must(head.status < 500, `HEAD with the dead cookie: ${describe(head)}`);
}
