import type { Reach, Scene } from './scene.ts';

/** What can be asked of the bridge while something is broken. */
export type RequestKind =
  | 'login'
  | 'logout'
  | 'page'
  | 'edit'
  | 'privateWiki'
  | 'expire'
  | 'page with a dead cookie'
  | 'edit with a dead cookie'
  | 'page without a cookie'
  | 'edit without a cookie'
  | 'private without a cookie';

/** Answers in words, one form each, so that they can be compared and printed. */
export type Answer =
  | '200'
  | '503'
  | 'signed in'
  | 'anonymous (no-cookie)'
  | 'anonymous (dead-cookie)'
  | 'anonymous (store-unreachable)'
  | 'anonymous (secret-unavailable)'
  | 'refused (no-cookie)'
  | 'refused (dead-cookie)'
  | 'error'
  | 'done'
  | 'stopped early';

/** What is expected of those whose cookie is live, and of expire; one of several where timing decides. */
export interface Answers {
  readonly login: Answer | readonly Answer[];
  readonly logout: Answer | readonly Answer[];
  readonly page: Answer | readonly Answer[];
  readonly edit: Answer | readonly Answer[];
  readonly privateWiki: Answer | readonly Answer[];
  readonly expire: Answer | readonly Answer[];
}

/** Everything works. */
export const HEALTHY: Answers = {
  login: '200',
  logout: '200',
  page: 'signed in',
  edit: 'signed in',
  privateWiki: 'signed in',
  expire: 'done',
};

/** Nothing can be asked of the store. */
export const OUT_OF_REACH: Answers = {
  login: '503',
  logout: '503',
  page: 'anonymous (store-unreachable)',
  edit: 'error',
  privateWiki: 'error',
  expire: 'error',
};

/** No secret can be read. */
export const NO_SECRETS: Answers = { ...OUT_OF_REACH, page: 'anonymous (secret-unavailable)' };

/** The store works and has forgotten who was logged in. */
export const FORGOTTEN: Answers = {
  ...HEALTHY,
  page: 'anonymous (dead-cookie)',
  edit: 'refused (dead-cookie)',
  privateWiki: 'refused (dead-cookie)',
};

/** One fault: how it begins and ends, and what is expected of the bridge meanwhile and right after. */
export interface Fault {
  readonly title: string;
  /** What stands in for the real thing, and why; absent where it is the real thing. */
  readonly simulated?: string;
  /** Further arguments of the store's valkey-server. */
  readonly storeOptions?: readonly string[];
  /** How functions come to the store, where that is not simply through the scene's proxy. */
  readonly reach?: (scene: Scene) => Reach | Promise<Reach>;
  /** The functions run in processes of their own, with their secrets from Secrets Manager. */
  readonly containers?: true;
  /** The functions make their first request while the fault is there. */
  readonly cold?: true;
  /** How long expire may take, as Lambda tells it, milliseconds. */
  readonly expireMs?: number;
  /** Breaks it. @returns what mends it */
  readonly begin: (scene: Scene) => Promise<() => Promise<unknown> | unknown>;
  readonly during: Answers;
  /** What the first request of each kind gets after the end; as if nothing had been, unless told. */
  readonly after?: Answers;
  /** Further things that must hold after the first requests. */
  readonly check?: (scene: Scene) => Promise<void>;
}
