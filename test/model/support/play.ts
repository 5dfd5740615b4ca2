import { hash, randomUUID } from 'node:crypto';
import { splitCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import type { HookReply } from '../../../harness/bridge.ts';
import { lambdaContext } from '../../../harness/lambda-events.ts';
import type { Fault } from './fault.ts';
import { NAMELESS, PossibleWorlds, Violation } from './possible-worlds.ts';
import type { Rig } from './rig.ts';
import type { Tally } from './tally.ts';
import {
  type Answer,
  COOKIE_AGE,
  type Cookie,
  type Moment,
  type PruneAnswer,
  type Request,
  SECOND,
  type ShownCookie,
  type Verdict,
  World,
} from './world.ts';

/** A hook as it was signed once. */
export interface SignedOnce {
  readonly path: 'login' | 'logout';
  readonly body: unknown;
  /** What it asks for; `bad` for a body that must be refused. */
  readonly request: Request | 'bad';
  readonly id: string;
  /** When, microseconds. */
  readonly at: number;
}

/** A step that took longer met a machine that stood still: the time limits of a request may have passed. */
const STALL_MS = 600;
const FRESH = 300 * SECOND;
/** With less left, expire begins no second batch. */
export const LITTLE_TIME_MS = 2_950;
/** A batch is some multiple of this. */
const BATCH_UNIT = 250;
const SAFE_METHODS = ['GET', 'HEAD'];

/**
 * One sequence: calls the real thing and holds what it answers against all that is possible. Beside the worlds it
 * keeps the barest list there is: which cookies were ended for good, in the order of the answers and by no clock.
 */
export class Play {
  readonly rig: Rig;
  readonly tally: Tally;
  readonly worlds = new PossibleWorlds();
  /** All that were ever handed out. */
  readonly cookies: Cookie[] = [];
  readonly hooks: SignedOnce[] = [];
  readonly history: string[] = [];
  readonly #ended = new Map<string, string>();
  #nameless = 0;

  constructor(rig: Rig, tally: Tally) {
    this.rig = rig;
    this.tally = tally;
  }

  /** @param pick 0 to 999, 0 is the newest; recent ones are chosen more often */
  cookie(pick: number): Cookie {
    const { cookies } = this;
    return cookies[cookies.length - 1 - Math.floor((pick / 1000) ** 3 * cookies.length)] as Cookie;
  }

  /** How a cookie is called in the history. */
  nameOf(member: string): string {
    const at = this.cookies.findIndex((cookie) => cookie.member === member);
    return at < 0 ? `${member.slice(0, 6)}…` : `${this.cookies[at]?.username}/${at}`;
  }

  note(text: string): void {
    this.history.push(text);
  }

  /** Sends a hook, for the first time or again, and judges the answer. @returns the status */
  async hook(title: string, hook: SignedOnce, fault: Fault | undefined): Promise<number> {
    const { rig } = this;
    const signed = { id: hook.id, at: new Date(hook.at / 1000) };
    const {
      seen: reply,
      healthy,
      moment,
    } = await this.#under('writer', fault, () => rig.bridge.hook(hook.path, hook.body, signed));
    this.#tell(
      title,
      fault,
      `${reply.status}${reply.json.removed === undefined ? '' : ` removed ${reply.json.removed}`}`,
    );
    this.tally.add('answers', `${hook.path} ${reply.status}`);
    const isFresh = freshness(hook.at, moment);
    if (isFresh === false) this.#expectStatus(reply, 401);
    else if (isFresh === undefined && reply.status === 401) return 401;
    else if (hook.request === 'bad') this.#expectStatus(reply, 400);
    else {
      this.#judge(hook.id, hook.request, reply, healthy);
      if (reply.status === 200 && hook.path === 'login') this.#judgeEnd(hook.body, reply, moment);
    }
    await this.worlds.limit(rig.store.admin);
    return reply.status;
  }

  /** Whether the cookie says the end that its login asked for, by the clock of its function. */
  #judgeEnd(body: unknown, reply: HookReply, [earliest, latest]: Moment): void {
    const asked = (body as { expires_in?: number }).expires_in;
    const exp = expOf(reply.json.cookie.value);
    if (asked === undefined ? exp === undefined : isWithin(exp, asked, earliest, latest)) return;
    throw new Violation(`a cookie that ends at ${exp}, asked for in ${asked} s`);
  }

  #expectStatus(reply: HookReply, status: number): void {
    if (reply.status !== status) throw new Violation(`seen ${reply.status}, possible only ${status}`);
  }

  #judge(id: string, request: Request, reply: HookReply, healthy: boolean): void {
    const now = this.rig.line.clock ?? this.rig.writerTime;
    if (reply.status === 503 && !healthy) {
      const member = `${NAMELESS}${this.#nameless++}`;
      this.worlds.fork((world) => {
        const happened = new World(world);
        happened.apply(id, request, now, member);
        return [world, happened];
      });
      return;
    }
    this.worlds.observe<Answer>(
      { ...reply.json, status: reply.status },
      (world) => world.apply(id, request, now, reply.json.member),
      (predicted) =>
        predicted.status === reply.status && (reply.status !== 200 || sameAnswer(predicted, reply)),
    );
    if (reply.status === 200) this.#acknowledged(request, reply);
  }

  /** What an answer promises, whatever any clock says. */
  #acknowledged(request: Request, reply: HookReply): void {
    if (request.kind === 'logout') this.#ended.set(request.member, 'its logout');
    // One with a time may have come after newer logins: the worlds know which of them it leaves.
    if (request.kind === 'revoke' && request.before === undefined) {
      for (const { member, username } of this.cookies) {
        if (username === request.username) this.#ended.set(member, 'a logout everywhere');
      }
    }
    if (request.kind === 'login') {
      if (request.replaces !== undefined) this.#ended.set(request.replaces, 'a login that replaced it');
      const { value } = reply.json.cookie;
      const email = splitCookieValue(value)?.email ?? '';
      this.cookies.push({
        value,
        member: reply.json.member,
        username: request.username,
        email: decodeURIComponent(email),
        exp: expOf(value),
      });
    }
  }

  /** Views a page and judges the verdict. @param pairs how the cookies are written */
  async view(
    title: string,
    shown: readonly ShownCookie[],
    method: string,
    pairs: string[],
    fault: Fault | undefined,
  ): Promise<void> {
    const { seen, healthy, moment } = await this.#under('reader', fault, () =>
      this.rig.bridge.view({ method, cookies: pairs }).catch((error: Error) => error),
    );
    const outcome = seen instanceof Error ? `error ${seen.name}` : seen.context.reason || 'signed-in';
    this.#tell(title, fault, outcome);
    this.tally.add('verdicts', `${SAFE_METHODS.includes(method) ? 'GET' : 'POST'} ${outcome}`);
    if (seen instanceof Error || seen.context.reason === 'store-unreachable') {
      if (healthy) throw new Violation(`${outcome} while the store is healthy`);
      if (SAFE_METHODS.includes(method) === seen instanceof Error)
        throw new Violation(`${outcome} for ${method}`);
      return;
    }
    const { reason, assertion } = seen.context;
    const allowed = reason === '' || reason === 'no-cookie' || SAFE_METHODS.includes(method);
    if (seen.isAuthorized !== allowed)
      throw new Violation(`isAuthorized ${seen.isAuthorized} for ${method} ${outcome}`);
    const claims =
      reason === '' ? JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()) : {};
    const speaker = this.cookies.find(({ member }) => member.slice(0, 16) === claims.sid);
    if (reason === '') {
      const why = this.#ended.get(speaker?.member ?? '');
      if (why !== undefined)
        throw new Violation(`${this.nameOf(speaker?.member ?? '')} is accepted after ${why}`);
      if (speaker?.username !== claims.sub || speaker?.email !== (claims.email ?? '')) {
        throw new Violation(
          `${claims.sub} <${claims.email}> by the cookie of ${speaker?.username} <${speaker?.email}>`,
        );
      }
    }
    this.worlds.observe<Verdict>(
      reason === ''
        ? { who: 'user', speaker: this.nameOf(speaker?.member ?? '') }
        : { who: 'nobody', reason },
      (world) => world.view(shown, moment),
      (predicted) =>
        predicted.who === 'nobody'
          ? predicted.reason === reason
          : reason === '' &&
            predicted.username === claims.sub &&
            predicted.members.includes(speaker?.member ?? ''),
    );
  }

  /** Looks whether a cookie counts, in the quickest way. */
  probe(cookie: Cookie): Promise<void> {
    const title = `  GET with ${this.nameOf(cookie.member)}`;
    return this.view(title, [cookie], 'GET', [`wiki_sso=${cookie.value}`], undefined);
  }

  /** Expire, with so much time left for the function. */
  async prune(title: string, remainingMs: number, fault: Fault | undefined): Promise<void> {
    const { seen, healthy } = await this.#under('writer', fault, () =>
      this.rig.bridge.expire({}, lambdaContext(remainingMs)).catch((error: Error) => error),
    );
    this.#tell(title, fault, seen instanceof Error ? seen.name : JSON.stringify(seen));
    this.tally.add(
      'prunes',
      seen instanceof Error ? 'failed' : seen.remaining > 0 ? 'stopped early' : 'done',
    );
    const now = this.rig.line.clock ?? this.rig.writerTime;
    if (seen instanceof Error) {
      if (healthy) throw new Violation(`${seen.name} while the store is healthy`);
      this.worlds.fork((world) => waysOfPruning(world, now).map(({ after }) => after));
    } else if (healthy && (fault === undefined || !fault.title.includes('answer'))) {
      this.worlds.observe<PruneAnswer>(
        seen,
        (world) => {
          const due = world.dueCookies(now).length;
          // With little time it may stop after a batch, of whatever size; with plenty it may not.
          const stopped = remainingMs <= LITTLE_TIME_MS && seen.remaining > 0;
          return world.prune(now, stopped ? Math.max(1, seen.removed) : due, !stopped);
        },
        (predicted) =>
          predicted.removed === seen.removed &&
          predicted.total === seen.total &&
          predicted.remaining === seen.remaining,
      );
    } else {
      // A batch whose answer was lost is not counted, and the next takes its place.
      this.worlds.fork((world) =>
        waysOfPruning(world, now)
          .filter(
            ({ answer }) =>
              answer.total === seen.total &&
              answer.remaining === seen.remaining &&
              answer.removed >= seen.removed,
          )
          .map(({ after }) => after),
      );
      if (this.worlds.count === 0)
        throw new Violation(`seen ${JSON.stringify(seen)}, which no way of pruning ends in`);
    }
    await this.worlds.limit(this.rig.store.admin);
  }

  /** Every cookie that counts or could, one by one; then the store itself. */
  async finish(): Promise<void> {
    const ended = this.cookies.filter(({ member }) => this.#ended.has(member));
    const others = this.cookies.filter(({ member }) => !this.#ended.has(member));
    for (const cookie of [...others, ...ended.slice(-10)]) await this.probe(cookie);
    await this.worlds.compareWith(this.rig.store.admin);
  }

  /** Adds members as the original's own code would, beside the bridge. @param score whole seconds */
  async writeDirectly(members: readonly string[], score: number): Promise<void> {
    const args = members.flatMap((member) => [score, member]);
    await this.rig.store.admin.zadd('wiki_cookie_keys', ...args);
    this.worlds.fork((world) => {
      for (const member of members) world.cookies.set(member, score * SECOND);
      return [world];
    });
  }

  async #under<T>(acting: 'writer' | 'reader', fault: Fault | undefined, act: () => Promise<T>) {
    const { rig } = this;
    await fault?.begin(rig);
    rig.acting = acting;
    rig.line.clock = undefined;
    rig.beginStep();
    const earliest = Date.now() * 1000;
    const seen = await act();
    const moment: Moment = [earliest, Date.now() * 1000];
    const stalled = rig.elapsedMs > STALL_MS;
    await fault?.end(rig);
    rig.beginStep();
    if (fault !== undefined) this.tally.add('faults', fault.title);
    if (stalled && (fault === undefined || fault.harmless))
      this.tally.add('faults', 'the machine stood still');
    return { seen, moment, healthy: !stalled && (fault === undefined || fault.harmless) };
  }

  #tell(title: string, fault: Fault | undefined, outcome: string): void {
    this.note(`${title}${fault === undefined ? '' : `, ${fault.title}`} → ${outcome}`);
  }

  /** Signs a hook now, as a site would; it may be replayed later. */
  signNow(
    path: 'login' | 'logout',
    body: unknown,
    request: Request | 'bad',
    id: string = randomUUID(),
  ): SignedOnce {
    const hook = { path, body, request, id, at: this.rig.time };
    this.hooks.push(hook);
    return hook;
  }
}

/** All that a run of expire may have left, however far it came. */
function waysOfPruning(world: World, now: number): { after: World; answer: PruneAnswer }[] {
  const due = world.dueCookies(now).length;
  const ways: { after: World; answer: PruneAnswer }[] = [];
  for (let count = 0; ; count = Math.min(count + BATCH_UNIT, due)) {
    for (const revocations of count === due ? [false, true] : [false]) {
      const after = new World(world);
      ways.push({ after, answer: after.prune(now, count, revocations) });
    }
    if (count === due) return ways;
  }
}

function sameAnswer(predicted: Answer, { json }: HookReply): boolean {
  if (predicted.status !== 200 || predicted.removed !== json.removed) return false;
  if (predicted.score === undefined) return true;
  const ends = Math.min(predicted.score + COOKIE_AGE, expOf(json.cookie.value) ?? Number.POSITIVE_INFINITY);
  if (Math.abs(json.issued_at * SECOND - predicted.score) > 2) return false;
  return Math.abs(Date.parse(json.expires_at) - ends / 1000) <= 1;
}

/** The end that a cookie says, microseconds. */
export function expOf(value: string): number | undefined {
  const claims = splitCookieValue(value)?.claims;
  if (claims === undefined) return undefined;
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).exp * SECOND;
}

function isWithin(exp: number | undefined, asked: number, earliest: number, latest: number): boolean {
  if (exp === undefined) return false;
  const began = exp - asked * SECOND;
  return began >= Math.floor(earliest / SECOND) * SECOND && began <= latest;
}

/** Whether a signature counts; undefined when it depends on the very moment. */
function freshness(at: number, [earliest, latest]: Moment): boolean | undefined {
  const signed = Math.floor(at / SECOND) * SECOND;
  const atFirst = Math.abs(earliest - signed) <= FRESH;
  return atFirst === Math.abs(latest - signed) <= FRESH ? atFirst : undefined;
}

export const memberOf = (value: string): string => hash('sha256', value, 'hex');
