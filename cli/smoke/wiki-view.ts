// Judges a wiki's answer: whether it shows the user, is anonymous, or was refused by the gateway.

import type { HttpAnswer } from '../http/http-request.ts';
import { CheckFailedError, must } from './check.ts';
import type { Target } from './target.ts';

/** Whether API Gateway refused the request; a wiki's own 403 looks different. */
export function isRefusedByGateway({ status, body }: HttpAnswer): boolean {
  return status === 403 && /^\s*\{\s*"message"\s*:\s*"Forbidden"\s*\}\s*$/.test(body);
}

/** Whether the page shows the smoke user. */
export function showsUser({ body }: HttpAnswer, { expectText }: Target): boolean {
  return visibleText(body).includes(expectText);
}

/** @throws {CheckFailedError} unless the page is the smoke user's */
export function mustShowUser(answer: HttpAnswer, target: Target, what: string): void {
  must(answer.status === 200, `${what}: expected the page, got ${describe(answer)}`);
  must(
    showsUser(answer, target),
    `${what}: expected ${JSON.stringify(target.expectText)} in the page, got a page without it`,
  );
}

/**
 * @throws {CheckFailedError} unless a safe request was served as anonymous: the page without the user, or the gateway's
 *   refusal on a wiki that is private
 */
export function mustBeAnonymous(answer: HttpAnswer, target: Target, what: string): void {
  if (target.access === 'private') {
    must(isRefusedByGateway(answer), `${what}: expected the gateway's 403, got ${describe(answer)}`);
    return;
  }
  must(!showsUser(answer, target), `${what}: expected an anonymous page, got one that shows the user`);
  must(
    !isRefusedByGateway(answer),
    `${what}: expected a page, since the wiki is public (or is it --access private?), got the gateway's 403`,
  );
  // A wiki may redirect anonymous visitors to the login or show its own refusal: that is the wiki's choice.
  must(answer.status < 500, `${what}: expected an anonymous page, got ${describe(answer)}`);
}

/** @throws {CheckFailedError} unless API Gateway refused the request before it reached the wiki */
export function mustBeRefused(answer: HttpAnswer, what: string): void {
  if (!isRefusedByGateway(answer))
    throw new CheckFailedError(`${what}: expected the gateway's 403, got ${describe(answer)}`);
}

/** An answer in at most three words. */
export function describe(answer: HttpAnswer): string {
  return answer.status === 403 && !isRefusedByGateway(answer) ? "the wiki's own 403" : `${answer.status}`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The approximate visible text of a page: without tags, attributes, scripts and styles, with entities decoded.
 * Attributes do not count because links hold titles in other spellings.
 */
export function visibleText(html: string): string {
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<[a-z/!][^>]*>/gi, ' ');
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (entity, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? entity;
    const codePoint = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
  });
}
