import type { KeyObject } from 'node:crypto';
/** How the wiki treats visitors without a live cookie, as it was deployed. */
export type Access = 'public' | 'private';

/** A live deployment, and how to check it. */
export interface Target {
  /** Where browsers find the wiki. */
  readonly wikiUrl: URL;
  /** Base of the hooks; `/login` and `/logout` follow. */
  readonly hooksUrl: URL;
  /** The key that signs hooks, decoded. */
  readonly hookKey: KeyObject | Buffer;
  readonly access: Access;
  /** The user that the checks log in: nobody real, since all its sessions end. */
  readonly username: string;
  readonly email: string;
  /** Path of a wiki page that shows who is visiting. */
  readonly echoPath: string;
  /** What that page shows when the smoke user visits, and to nobody else. */
  readonly expectText: string;
  /** What stands before a page's title in its URL, such as `/wiki/`. */
  readonly titlePrefix: string;
  /** A path that the wiki answers with several Set-Cookie lines, if one is known. */
  readonly severalCookiesPath: string | undefined;
  /** Runs the deployed expire function and gives its answer, if it may be run. */
  readonly prune: (() => Promise<unknown>) | undefined;
  /** Addresses at which API Gateway must not serve the wiki. */
  readonly defaultEndpoints: readonly URL[];
  /** The emulator: no TLS, no domain names. */
  readonly isLocal: boolean;
  /** For each request. */
  readonly requestTimeoutMs: number;
  /** For all checks together; cleaning up comes on top. */
  readonly totalTimeoutMs: number;
}
