import { hash } from 'node:crypto';
import fc, { type AsyncCommand } from 'fast-check';
import { joinCookieValue, splitCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { type Fault, HARMLESS, QUICK, RESTARTS, SLOW } from './fault.ts';
import { LITTLE_TIME_MS, memberOf, type Play } from './play.ts';
import { COOKIE_AGE, type Cookie, type Request, SECOND } from './world.ts';

/** One step of a history. */
class Step implements AsyncCommand<Play, Play> {
  readonly kind: string;
  readonly #possible: (play: Play) => boolean;
  readonly #act: (play: Play) => Promise<void>;

  constructor(
    kind: string,
    act: (play: Play) => Promise<void>,
    possible: (play: Play) => boolean = () => true,
  ) {
    this.kind = kind;
    this.#act = act;
    this.#possible = possible;
  }

  check(play: Readonly<Play>): boolean {
    return this.#possible(play as Play);
  }

  async run(play: Play): Promise<void> {
    play.tally.add('steps', this.kind);
    play.rig.beginStep();
    await this.#act(play);
  }

  toString(): string {
    return this.kind;
  }
}

/** As sites write them: one of them twice, in NFC and NFD; pairs that differ in case alone. */
const USERS = ['alice', 'Alice', 'zo\u00eb', 'zoe\u0308', 'stra\u00dfe', 'a#b;c% \u674e'];
const EMAILS = ['', 'a@example.com', "o'neill+wiki@example.com"];

const user = fc.constantFrom(...USERS);
const pick = fc.nat(999);
const hasCookies = (play: Play) => play.cookies.length > 0;
const unknownMember = (pick: number) => hash('sha256', `unknown ${pick}`, 'hex');

const fault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 3600, arbitrary: fc.constant(undefined) },
  { weight: 200, arbitrary: fc.constantFrom(...HARMLESS) },
  { weight: 60, arbitrary: fc.constantFrom(...QUICK) },
  { weight: 16, arbitrary: fc.constantFrom(...RESTARTS) },
  { weight: 1, arbitrary: fc.constantFrom(...SLOW) },
);

const login = fc
  .record({
    username: user,
    email: fc.constantFrom(...EMAILS),
    replaces: fc.constantFrom('nothing', 'nothing', 'nothing', 'own', 'any', 'unknown', 'upper case'),
    persistent: fc.constantFrom(true, true, false),
    expiresIn: fc.constantFrom(undefined, undefined, 1, 60, 900, 86_400, 14 * 86_400),
    pick,
    fault,
  })
  .map(
    ({ username, email, replaces, persistent, expiresIn, pick, fault }) =>
      new Step('login', async (play) => {
        const canonical = username.normalize('NFC');
        const own = play.cookies.findLast((cookie) => cookie.username === canonical);
        const any = hasCookies(play) ? play.cookie(pick) : undefined;
        const member = {
          nothing: undefined,
          own: own?.member,
          any: any?.member,
          unknown: unknownMember(pick),
          'upper case': undefined,
        }[replaces];
        const malformed = replaces === 'upper case' ? unknownMember(pick).toUpperCase() : undefined;
        const body = {
          username,
          email,
          replaces: malformed ?? member,
          ...(!persistent && { persistent }),
          ...(expiresIn !== undefined && { expires_in: expiresIn }),
        };
        const request: Request | 'bad' = malformed
          ? 'bad'
          : { kind: 'login', username: canonical, replaces: member };
        const title = `login ${username}${member === undefined ? '' : `, replaces ${play.nameOf(member)}`}`;
        const status = await play.hook(title, play.signNow('login', body, request), fault);
        if (status === 200) {
          play.tally.add('logins', `replaces ${member === undefined ? 'nothing' : replaces}`);
          await play.probe(play.cookie(0));
        }
        const replaced = play.cookies.find((cookie) => cookie.member === member);
        if (replaced !== undefined) await play.probe(replaced);
        if (own !== undefined && own !== replaced) await play.probe(own);
      }),
  );

const logout = fc
  .record({ who: fc.constantFrom('known', 'known', 'known', 'known', 'unknown', 'upper case'), pick, fault })
  .map(
    ({ who, pick, fault }) =>
      new Step(
        'logout',
        async (play) => {
          const known = play.cookie(pick);
          const member = who === 'unknown' ? unknownMember(pick) : known.member;
          const request: Request | 'bad' = who === 'upper case' ? 'bad' : { kind: 'logout', member };
          const body = { member: who === 'upper case' ? 'A'.repeat(64) : member };
          const title = `logout of ${who === 'upper case' ? 'a member in upper case' : play.nameOf(member)}`;
          await play.hook(title, play.signNow('logout', body, request), fault);
          await play.probe(known);
          await play.probe(play.cookie(999 - pick));
        },
        hasCookies,
      ),
  );

const revoke = fc.record({ username: user, pick, fault }).map(
  ({ username, pick, fault }) =>
    new Step('logout everywhere', async (play) => {
      const canonical = username.normalize('NFC');
      const request: Request = { kind: 'revoke', username: canonical };
      await play.hook(
        `logout of ${username} everywhere`,
        play.signNow('logout', { username }, request),
        fault,
      );
      for (const cookie of play.cookies.filter((cookie) => cookie.username === canonical).slice(-3))
        await play.probe(cookie);
      if (hasCookies(play)) await play.probe(play.cookie(pick));
    }),
);

/** Signed when it happened or long after; told of the very moment, or of one around a cookie of the user. */
const lateRevoke = fc
  .record({
    username: user,
    at: fc.constantFrom(
      'now',
      'a minute ago',
      'an hour ago',
      'a cookie',
      'before a cookie',
      'after a cookie',
      'ahead',
    ),
    pick,
    fault,
  })
  .map(
    ({ username, at, pick, fault }) =>
      new Step('a late logout everywhere', async (play) => {
        const canonical = username.normalize('NFC');
        const own = play.cookies.findLast((cookie) => cookie.username === canonical);
        const score = (own && play.worlds.some.cookies.get(own.member)) ?? play.rig.time;
        const latest = play.rig.writerTime + 290 * SECOND;
        const wanted = {
          now: play.rig.time,
          'a minute ago': play.rig.time - 60 * SECOND,
          'an hour ago': play.rig.time - 3600 * SECOND,
          'a cookie': score,
          'before a cookie': score - 1,
          'after a cookie': score + 1,
          ahead: play.rig.time + 20 * SECOND,
        }[at];
        const before = Math.min(wanted, latest);
        const request: Request = { kind: 'revoke', username: canonical, before };
        const body = { username, before: before / SECOND };
        const title = `logout of ${username} everywhere as of ${at}`;
        await play.hook(title, play.signNow('logout', body, request), fault);
        if (own !== undefined) await play.probe(own);
        if (hasCookies(play)) await play.probe(play.cookie(pick));
      }),
  );

/** A value that nobody was handed: one digit of the key is another, or the name is, or the end is later or gone. */
function tampered({ value }: Cookie, pick: number): { value: string; member: string; username: string } {
  const parts = splitCookieValue(value);
  if (parts === undefined) throw new Error(`not a cookie value: ${value}`);
  const { key, claims } = parts;
  if (claims !== undefined && pick % 2 === 0) {
    const later = Buffer.from(JSON.stringify({ exp: 9_999_999_999 })).toString('base64url');
    const forged = joinCookieValue({ ...parts, claims: pick % 4 === 0 ? undefined : later });
    return { value: forged, member: memberOf(forged), username: 'nobody in particular' };
  }
  const at = pick % key.length;
  const digit = ((Number.parseInt(key[at] ?? '0', 16) + 1 + (pick % 15)) % 16).toString(16);
  const forged =
    pick % 3 === 0
      ? joinCookieValue({ ...parts, username: 'mallory' })
      : joinCookieValue({ ...parts, key: `${key.slice(0, at)}${digit}${key.slice(at + 1)}` });
  return { value: forged, member: memberOf(forged), username: 'nobody in particular' };
}

const view = fc
  .record({
    picks: fc.oneof(
      { weight: 5, arbitrary: fc.array(pick, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(pick, { minLength: 0, maxLength: 7 }) },
    ),
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT'),
    sameUser: fc.boolean(),
    forge: fc.constantFrom(false, false, false, false, true),
    written: fc.constantFrom('apart', 'quoted', 'joined'),
    fault,
  })
  .map(
    ({ picks, method, sameUser, forge, written, fault }) =>
      new Step(
        'page view',
        async (play) => {
          const first = play.cookie(picks[0] ?? 0);
          const pool = sameUser
            ? play.cookies.filter(({ username }) => username === first.username)
            : play.cookies;
          const cookies: { value: string; member: string; username: string }[] = picks.map(
            (pick) => pool[pool.length - 1 - Math.floor((pick / 1000) ** 2 * pool.length)] as Cookie,
          );
          if (forge) cookies.push(tampered(first, picks[0] ?? 0));
          const shown = [...new Map(cookies.map((cookie) => [cookie.value, cookie])).values()];
          const pairs = cookies.map(({ value }) => `wiki_sso=${written === 'quoted' ? `"${value}"` : value}`);
          play.tally.add('cookies in a view', String(shown.length));
          const names = shown.map(({ member }) => play.nameOf(member)).join(', ');
          const sent = written === 'joined' ? [pairs.join('; ')] : pairs;
          await play.view(`${method} with ${names || 'nothing'}`, shown, method, sent, fault);
        },
        hasCookies,
      ),
  );

const replay = fc.record({ pick: fc.nat(9), otherHook: fc.constantFrom(false, false, true), fault }).map(
  ({ pick, otherHook, fault }) =>
    new Step(
      'replay',
      async (play) => {
        const recorded = play.hooks[play.hooks.length - 1 - (pick % play.hooks.length)];
        if (recorded === undefined) return;
        const path = otherHook ? (recorded.path === 'login' ? 'logout' : 'login') : recorded.path;
        // The signature does not cover the path: the body must not do there what it does here.
        const hook = otherHook ? { ...recorded, path, request: 'bad' as const } : recorded;
        const status = await play.hook(`the same signed ${recorded.path} again at ${path}`, hook, fault);
        play.tally.add('replays', `${otherHook ? 'other' : 'same'} hook ${status}`);
        for (const cookie of play.cookies.slice(-2)) await play.probe(cookie);
      },
      (play) => play.hooks.length > 0,
    ),
);

const reuse = fc
  .record({
    pick: fc.nat(9),
    username: user,
    kind: fc.constantFrom('login', 'logout', 'revoke'),
    cookie: pick,
  })
  .map(
    ({ pick, username, kind, cookie }) =>
      new Step(
        'id used again',
        async (play) => {
          const { id } = play.hooks[play.hooks.length - 1 - (pick % play.hooks.length)] ?? { id: '' };
          const canonical = username.normalize('NFC');
          const target = play.cookie(cookie);
          const hook =
            kind === 'login'
              ? play.signNow(
                  'login',
                  { username, email: '' },
                  { kind: 'login', username: canonical, replaces: undefined },
                  id,
                )
              : kind === 'logout'
                ? play.signNow(
                    'logout',
                    { member: target.member },
                    { kind: 'logout', member: target.member },
                    id,
                  )
                : play.signNow('logout', { username }, { kind: 'revoke', username: canonical }, id);
          const status = await play.hook(`${kind} under an id that was used`, hook, undefined);
          play.tally.add('replays', `new body ${status}`);
          await play.probe(target);
        },
        (play) => play.hooks.length > 0 && hasCookies(play),
      ),
  );

const expire = fc.record({ remainingMs: fc.constantFrom(60_000, 60_000, LITTLE_TIME_MS), pick, fault }).map(
  ({ remainingMs, pick, fault }) =>
    new Step('expire', async (play) => {
      await play.prune(`expire with ${remainingMs} ms left`, remainingMs, fault);
      if (!hasCookies(play)) return;
      await play.probe(play.cookie(0));
      await play.probe(play.cookie(pick));
      // The oldest that is still there is what a prune would take by mistake.
      const { cookies } = play.worlds.some;
      const oldest = play.cookies.find(({ member }) => cookies.has(member));
      if (oldest !== undefined) await play.probe(oldest);
    }),
);

/** As the original's own code would write it: whole seconds, by another clock, a name perhaps in NFD. */
const oldWriter = fc
  .record({ username: user, aheadSeconds: fc.constantFrom(0, -3600, 10, 29, 31, 200), pick })
  .map(
    ({ username, aheadSeconds, pick }) =>
      new Step('login by the original', async (play) => {
        const key = hash('sha256', `key ${pick} ${play.cookies.length}`, 'hex');
        const encoded = username.replace(/[^A-Za-z0-9]/gu, (character) => encodeURIComponent(character));
        const value = joinCookieValue({ username: encoded, email: '', key });
        const cookie: Cookie = {
          value,
          member: memberOf(value),
          username: username.normalize('NFC'),
          email: '',
        };
        await play.writeDirectly([cookie.member], Math.floor(play.rig.writerTime / SECOND) + aheadSeconds);
        play.cookies.push(cookie);
        play.note(`the original logs ${username} in, ${aheadSeconds} s ahead`);
        await play.probe(cookie);
      }),
  );

const CROWD = 4500;

/** More members than a batch of expire takes, all with one score. */
const crowd = fc.record({ dueInSeconds: fc.constantFrom(-10, 600), pick }).map(
  ({ dueInSeconds, pick }) =>
    new Step('a crowd of old logins', async (play) => {
      const members = Array.from({ length: CROWD }, (_, i) =>
        hash('sha256', `crowd ${pick} ${play.history.length} ${i}`, 'hex'),
      );
      const now = Math.floor(play.rig.writerTime / SECOND);
      await play.writeDirectly(members, now - COOKIE_AGE / SECOND + dueInSeconds);
      play.note(`${CROWD} old logins, due in ${dueInSeconds} s`);
    }),
);

const DAY = 86_400_000;
const pass = fc
  .oneof(
    { weight: 12, arbitrary: fc.nat(5_000) },
    { weight: 6, arbitrary: fc.nat(600_000) },
    { weight: 4, arbitrary: fc.nat(DAY) },
    { weight: 2, arbitrary: fc.integer({ min: DAY, max: 6 * DAY }) },
    { weight: 1, arbitrary: fc.integer({ min: 13 * DAY, max: 20 * DAY }) },
  )
  .map(
    (ms) =>
      new Step('time passes', async (play) => {
        play.rig.time += ms * 1000;
        play.note(`${ms / 1000} s pass`);
        if (hasCookies(play)) await play.probe(play.cookie(ms % 1000));
      }),
  );

/** To the edge of a cookie's life, by one of the clocks: just before, at, and after. */
const passToAge = fc
  .record({
    pick,
    deltaMs: fc.constantFrom(-1000, 0, 1, 1000, 60_000),
    clock: fc.constantFrom('writer', 'reader'),
  })
  .map(
    ({ pick, deltaMs, clock }) =>
      new Step(
        'time passes to the edge of an age',
        async (play) => {
          const known = play.cookies.filter(({ member }) => play.worlds.some.cookies.has(member));
          const cookie = known[Math.floor((pick / 1000) * known.length)];
          if (cookie === undefined) return;
          const score = play.worlds.some.cookies.get(cookie.member) ?? 0;
          const off = clock === 'writer' ? play.rig.writerOff : play.rig.readerOff;
          const time = Math.floor(score / 1000) * 1000 + COOKIE_AGE + deltaMs * 1000 - off;
          if (time <= play.rig.time) return;
          play.rig.time = time;
          play.note(
            `time passes to ${deltaMs} ms after the age of ${play.nameOf(cookie.member)}, ${clock} clock`,
          );
          await play.probe(cookie);
          // The rest of the life of most others would go by untested otherwise.
          await play.prune('  expire', 60_000, undefined);
          await play.probe(cookie);
        },
        (play) => play.cookies.some(({ member }) => play.worlds.some.cookies.has(member)),
      ),
  );

/** To the end that a cookie says, by the reader's clock: just before, at, and after. */
const passToEnd = fc.record({ pick, deltaMs: fc.constantFrom(-1000, 0, 1000) }).map(
  ({ pick, deltaMs }) =>
    new Step(
      'time passes to the end of a cookie',
      async (play) => {
        const ending = play.cookies.filter(({ exp }) => exp !== undefined && exp > play.rig.time);
        const cookie = ending[Math.floor((pick / 1000) * ending.length)];
        if (cookie?.exp === undefined) return;
        const time = cookie.exp + deltaMs * 1000 - play.rig.readerOff;
        if (time <= play.rig.time) return;
        play.rig.time = time;
        play.note(`time passes to ${deltaMs} ms after the end of ${play.nameOf(cookie.member)}`);
        await play.probe(cookie);
      },
      (play) => play.cookies.some(({ exp }) => exp !== undefined && exp > play.rig.time),
    ),
);

const readerClock = fc.integer({ min: -120_000, max: 120_000 }).map(
  (ms) =>
    new Step('the clock of the reader steps', async (play) => {
      play.rig.readerOff = ms * 1000;
      play.rig.beginStep();
      play.note(`the authorizer's clock is ${ms / 1000} s off`);
      if (hasCookies(play)) await play.probe(play.cookie(0));
    }),
);

/** Another container answers, with another clock. Never off by more than the five minutes that readers allow for. */
const writerClock = fc.constantFrom(0, 0, -1, -25, -29, -31, -60, -299, 10, 29, 31, 180, 299).map(
  (seconds) =>
    new Step('the clock of the writer steps', async (play) => {
      const back = seconds * SECOND < play.rig.writerOff;
      play.rig.writerOff = seconds * SECOND;
      play.tally.add('clock of the writer', back ? 'back' : 'forward');
      play.note(`the clock of hooks and expire is ${seconds} s off`);
      if (hasCookies(play)) await play.probe(play.cookie(0));
    }),
);

/** Any step, about as often as would do the most harm. */
export const anyStep: fc.Arbitrary<AsyncCommand<Play, Play>> = fc.oneof(
  { weight: 28, arbitrary: login },
  { weight: 16, arbitrary: logout },
  { weight: 12, arbitrary: revoke },
  { weight: 6, arbitrary: lateRevoke },
  { weight: 36, arbitrary: view },
  { weight: 10, arbitrary: replay },
  { weight: 6, arbitrary: reuse },
  { weight: 10, arbitrary: expire },
  { weight: 6, arbitrary: oldWriter },
  { weight: 1, arbitrary: crowd },
  { weight: 24, arbitrary: pass },
  { weight: 4, arbitrary: passToAge },
  { weight: 4, arbitrary: passToEnd },
  { weight: 6, arbitrary: readerClock },
  { weight: 10, arbitrary: writerClock },
);

export const STEP_KINDS = [
  'login',
  'logout',
  'logout everywhere',
  'page view',
  'replay',
  'id used again',
  'expire',
  'login by the original',
  'a crowd of old logins',
  'time passes',
  'time passes to the edge of an age',
  'the clock of the reader steps',
  'the clock of the writer steps',
  'a late logout everywhere',
  'time passes to the end of a cookie',
] as const;
