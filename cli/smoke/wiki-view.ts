import type { HttpAnswer } from '../http/http-request.ts';
import { CheckFailedError, must } from './check.ts';
import type { Target } from './target.ts';

/** API Gateway's own refusal; a wiki's 403 looks different, so a request that reached the wiki is told apart. */
export function isRefusedByGateway({ status, body }: HttpAnswer): boolean {
  return status === 403 && /^\s*\{\s*"message"\s*:\s*"Forbidden"\s*\}\s*$/.test(body);
}

/** Whether the page shows the smoke user. */
export function showsUser({ body }: HttpAnswer, { expectText }: Target): boolean {
  return visibleText(body).includes(expectText);
}

/** @throws {CheckFailedError} unless the page is the smoke user's */
export function mustShowUser(answer: HttpAnswer, target: Target, what: string): void {
  must(answer.status === 200, `${what}: ${describe(answer)} instead of the page`);
  must(showsUser(answer, target), `${what}: the page does not show ${JSON.stringify(target.expectText)}`);
}

/**
 * @throws {CheckFailedError} unless a safe request was served as nobody's: the page without the user, or, on a wiki for members,
 *   the gateway's refusal
 */
export function mustBeAnonymous(answer: HttpAnswer, target: Target, what: string): void {
  if (target.access === 'members') {
    must(isRefusedByGateway(answer), `${what}: ${describe(answer)} instead of the gateway's 403`);
    return;
  }
  must(!showsUser(answer, target), `${what}: the page still shows the user`);
  must(
    !isRefusedByGateway(answer),
    `${what}: refused, though the wiki is public (or is it --access members?)`,
  );
  // A wiki may send strangers to the login, or show them a page that says no: that is the wiki's own choice.
  must(answer.status < 500, `${what}: ${describe(answer)} instead of the anonymous page`);
}

/** @throws {CheckFailedError} unless API Gateway turned the request away before it reached the wiki */
export function mustBeRefused(answer: HttpAnswer, what: string): void {
  if (!isRefusedByGateway(answer))
    throw new CheckFailedError(`${what}: ${describe(answer)} instead of the gateway's 403`);
}

/** An answer in three words. */
export function describe(answer: HttpAnswer): string {
  return answer.status === 403 && !isRefusedByGateway(answer) ? "the wiki's own 403" : `${answer.status}`;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * What a page shows, roughly: its text without tags, attributes, scripts and styles, with entities decoded. Attributes
 * are left out because links hold titles in other spellings.
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
