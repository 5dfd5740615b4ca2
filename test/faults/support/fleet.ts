import { FunctionName } from '../../../functions/shared/runtime/metric-names.ts';
import { PRIVATE_WIKI } from '../../../harness/function-environment.ts';
import { authorizerEvent } from '../../../harness/lambda-events.ts';
import { signedHook } from '../../../harness/signed-hook.ts';
import type { ContainerAnswer } from '../../support/container.ts';
import { readExpire, readHook, readView } from './answer.ts';
import type { Answer, RequestKind } from './fault.ts';
import type { People, Person } from './people.ts';
import type { BeginWorker, Worker } from './worker.ts';

/** One answer, and how long it took from the handler's entry, milliseconds. */
export interface Timed {
  readonly answer: Answer;
  readonly ms: number;
}

export type TimedAnswers = Record<RequestKind, Timed>;

/** What to ask, and of whose cookies. */
export interface Round {
  readonly people: People;
  readonly leaving: Person;
  readonly expireMs?: number | undefined;
}

/**
 * Functions enough to ask everything at once, a worker for each kind of request: a container serves one request at a
 * time. Requests without a cookie never meet the store, and are asked beside others.
 */
export class Fleet {
  /** Cookies handed out by logins so far. */
  readonly loggedIn: Person[] = [];
  readonly #workers: Record<Exclude<RequestKind, `${string} without a cookie`>, Worker>;
  readonly #siteClock: () => Date;
  #logins = 0;

  /** Workers that hold a connection once each has been asked. */
  static readonly connections = 8;

  /** @param siteClock by which the site signs its hooks */
  constructor(begin: BeginWorker, siteClock: () => Date) {
    this.#siteClock = siteClock;
    const { loginHook, logoutHook, authorizer, expire } = FunctionName;
    this.#workers = {
      login: begin(loginHook),
      logout: begin(logoutHook),
      page: begin(authorizer),
      edit: begin(authorizer),
      privateWiki: begin(authorizer, PRIVATE_WIKI),
      expire: begin(expire),
      'page with a dead cookie': begin(authorizer),
      'edit with a dead cookie': begin(authorizer),
    };
  }

  /** Waits until all have begun, without asking anything. */
  async ready(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.ready()));
  }

  /** Asks everything at once. */
  async ask({ people, leaving, expireMs }: Round): Promise<TimedAnswers> {
    const { live, loggedOut, revoked } = people;
    const workers = this.#workers;
    const anonymous = await this.#askWithoutCookies();
    const [login, logout, page, edit, privateWiki, expire, deadPage, deadEdit] = await Promise.all([
      this.#logIn(`${live.username}-${++this.#logins}`),
      timed(workers.logout.call(this.#sign('logout', { member: leaving.member })), readHook),
      this.#view(workers.page, 'GET', live),
      this.#view(workers.edit, 'POST', live),
      this.#view(workers.privateWiki, 'GET', live),
      timed(workers.expire.call({}, expireMs), readExpire),
      this.#view(workers['page with a dead cookie'], 'GET', loggedOut),
      this.#view(workers['edit with a dead cookie'], 'POST', revoked),
    ]);
    return {
      ...{ login, logout, page, edit, privateWiki, expire },
      'page with a dead cookie': deadPage,
      'edit with a dead cookie': deadEdit,
      ...anonymous,
    };
  }

  /** Views a page with somebody's cookie. */
  view(person: Person): Promise<Timed> {
    return this.#view(this.#workers.page, 'GET', person);
  }

  stop(): void {
    for (const worker of this.#all) worker.stop();
  }

  get #all(): Worker[] {
    return Object.values(this.#workers);
  }

  async #logIn(username: string): Promise<Timed> {
    const event = this.#sign('login', { username, email: `${username}@example.com` });
    const answered = await this.#workers.login.call(event);
    const login = await timed(answered, readHook);
    if (login.answer === '200') {
      const { cookie, member } = JSON.parse(answered.answer.body);
      this.loggedIn.push({ username, value: cookie.value, member });
    }
    return login;
  }

  async #askWithoutCookies() {
    const { page, edit, privateWiki } = this.#workers;
    return {
      'page without a cookie': await this.#view(page, 'GET'),
      'edit without a cookie': await this.#view(edit, 'POST'),
      'private without a cookie': await this.#view(privateWiki, 'GET'),
    };
  }

  #sign(path: 'login' | 'logout', body: object) {
    return signedHook(path, body, { at: this.#siteClock() });
  }

  #view(worker: Worker, method: string, person?: Person): Promise<Timed> {
    const cookies = person === undefined ? {} : { cookies: [`wiki_sso=${person.value}`] };
    const event = authorizerEvent({ apiId: worker.apiId, method, ...cookies });
    return timed(worker.call(event), (answer) => readView(answer, person?.username ?? ''));
  }
}

async function timed(
  call: ContainerAnswer | Promise<ContainerAnswer>,
  read: (answer: ContainerAnswer) => Answer,
): Promise<Timed> {
  const answered = await call;
  return { answer: read(answered), ms: Math.round(answered.ms ?? 0) };
}
