// The deployment that smoke checks, and how to check it.

import type { SiteSettings } from '../site/site.ts';

/** How the wiki, as deployed, treats visitors without a live cookie. */
export type Access = 'public' | 'private';

/** A live deployment, and how to check it. Its user is no real one, because all sessions of that user end. */
export interface Target extends SiteSettings {
  /** The wiki's address in a browser. */
  readonly wikiUrl: URL;
  readonly access: Access;
  /** Path of a wiki page that shows who is visiting. */
  readonly echoPath: string;
  /** Text that this page shows to the smoke user and to no other visitor. */
  readonly expectText: string;
  /** The part before a page's title in its URL, such as `/wiki/`. */
  readonly titlePrefix: string;
  /** A path that the wiki answers with several Set-Cookie lines, if one is known. */
  readonly severalCookiesPath: string | undefined;
  /** Invokes the deployed expire function and returns its answer; undefined if its name is not known. */
  readonly prune: (() => Promise<unknown>) | undefined;
  /** Addresses at which API Gateway must not serve the wiki. */
  readonly defaultEndpoints: readonly URL[];
  /** An instance on an emulator: no TLS, no domain names. */
  readonly isLocal: boolean;
  /** Time limit of all checks together; the logout at the end has its own. */
  readonly totalTimeoutMs: number;
}
