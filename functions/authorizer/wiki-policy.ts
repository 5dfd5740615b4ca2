import { COOKIE_DOMAIN_PATTERN } from '../shared/cookie/cookie-settings.ts';
import { InvalidSettingError, UnknownWikiError } from '../shared/runtime/errors.ts';

/** How a wiki treats visitors without a live cookie. */
export type Access = 'public' | 'private';

/** One wiki behind the bridge. */
export interface WikiPolicy {
  /** The wiki's host, lower case, without a port: the assertion's `aud`. */
  readonly host: string;
  readonly access: Access;
  /** ARN of the key that signs this wiki's assertions. */
  readonly keyArn: string;
}

/** The wikis by API id: the one name of a wiki that a client cannot choose. */
export type WikiPolicies = ReadonlyMap<string, WikiPolicy>;

/**
 * Reads the wikis from their setting.
 * @param text JSON object from API id to `{host, access, keyArn}`
 * @throws InvalidSetting
 */
export function parseWikiPolicies(name: string, text: string): WikiPolicies {
  const wikis = new Map(
    Object.entries(parseObject(name, text)).map(([apiId, wiki]) => [apiId, policyOf(name, wiki)]),
  );
  if (wikis.size === 0) throw new InvalidSettingError(`${name} names no wiki.`);
  return wikis;
}

/** @throws UnknownWiki */
export function wikiOf(wikis: WikiPolicies, apiId: string): WikiPolicy {
  const wiki = wikis.get(apiId);
  if (wiki === undefined) throw new UnknownWikiError(apiId);
  return wiki;
}

function parseObject(name: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new InvalidSettingError(`${name} takes a JSON object from API id to {host, access, keyArn}.`);
}

function policyOf(name: string, wiki: unknown): WikiPolicy {
  const { host, access, keyArn } = (wiki ?? {}) as Record<string, unknown>;
  if (
    typeof host !== 'string' ||
    !COOKIE_DOMAIN_PATTERN.test(host) ||
    typeof keyArn !== 'string' ||
    keyArn === '' ||
    (access !== 'public' && access !== 'private')
  ) {
    throw new InvalidSettingError(
      `${name}: a wiki takes a lower-case host, keyArn, and access "public" or "private".`,
    );
  }
  return { host, access, keyArn };
}
