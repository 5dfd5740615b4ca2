// Parses the values of options, and rejects those that cannot be used.

import { InvalidArgumentError } from 'commander';
import type { Access } from '../smoke/target.ts';

/** An http or https URL without a query. @throws {InvalidArgumentError} */
export function baseUrl(text: string): URL {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.search || parsed.hash || parsed.username)
    throw new InvalidArgumentError('Expected an http:// or https:// URL without a query.');
  return parsed;
}

/** A URL without a path. @throws {InvalidArgumentError} */
export function originUrl(text: string): URL {
  const parsed = baseUrl(text);
  if (parsed.pathname !== '/')
    throw new InvalidArgumentError(
      'Expected a URL without a path: --echo and --title-prefix set the paths of pages.',
    );
  return parsed;
}

/** The values of a repeatable option. @throws {InvalidArgumentError} */
export function moreUrls(text: string, before: readonly URL[] = []): readonly URL[] {
  return [...before, baseUrl(text)];
}

/** An encoded path. @throws {InvalidArgumentError} */
export function encodedPath(text: string): string {
  if (!/^\/[\x21-\x22\x24-\x7e]*$/.test(text))
    throw new InvalidArgumentError('Expected an encoded path that starts with /.');
  return text;
}

/** @throws {InvalidArgumentError} */
export function accessWord(text: string): Access {
  if (text === 'members') throw new InvalidArgumentError('"members" is now "private".');
  if (text !== 'public' && text !== 'private') throw new InvalidArgumentError('Expected public or private.');
  return text;
}

/** Seconds above 0. @returns milliseconds @throws {InvalidArgumentError} */
export function positiveSeconds(text: string): number {
  const ms = secondsFromZero(text);
  if (ms === 0) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return ms;
}

/** Seconds, 0 included. @returns milliseconds @throws {InvalidArgumentError} */
export function secondsFromZero(text: string): number {
  if (!/^\d{1,5}(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Expected a number of seconds.');
  return Number(text) * 1000;
}
