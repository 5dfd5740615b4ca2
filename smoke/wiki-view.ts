import { Failed, must } from './check.ts';
import type { HttpAnswer } from './http/http-request.ts';
import { visibleText } from './http/visible-text.ts';
import type { Target } from './target.ts';

/** API Gateway's own refusal; a wiki's 403 looks different, so a request that reached the wiki is told apart. */
export function isRefusedByGateway({ status, body }: HttpAnswer): boolean {
  return status === 403 && /^\s*\{\s*"message"\s*:\s*"Forbidden"\s*\}\s*$/.test(body);
}

/** Whether the page shows the smoke user. */
export function showsUser({ body }: HttpAnswer, { expectText }: Target): boolean {
  return visibleText(body).includes(expectText);
}

/** @throws {Failed} unless the page is the smoke user's */
export function mustShowUser(answer: HttpAnswer, target: Target, what: string): void {
  must(answer.status === 200, `${what}: ${describe(answer)} instead of the page`);
  must(showsUser(answer, target), `${what}: the page does not show ${JSON.stringify(target.expectText)}`);
}

/**
 * @throws {Failed} unless a safe request was served as nobody's: the page without the user, or, on a private wiki,
 *   the gateway's refusal
 */
export function mustBeNobody(answer: HttpAnswer, target: Target, what: string): void {
  if (target.access === 'private') {
    must(isRefusedByGateway(answer), `${what}: ${describe(answer)} instead of the gateway's 403`);
    return;
  }
  must(!showsUser(answer, target), `${what}: the page still shows the user`);
  must(
    !isRefusedByGateway(answer),
    `${what}: refused, though the wiki is public (or is it --access private?)`,
  );
  // A wiki may send strangers to the login, or show them a page that says no: that is the wiki's own choice.
  must(answer.status < 500, `${what}: ${describe(answer)} instead of the anonymous page`);
}

/** @throws {Failed} unless API Gateway turned the request away before it reached the wiki */
export function mustBeRefused(answer: HttpAnswer, what: string): void {
  if (!isRefusedByGateway(answer))
    throw new Failed(`${what}: ${describe(answer)} instead of the gateway's 403`);
}

/** An answer in three words. */
export function describe(answer: HttpAnswer): string {
  return answer.status === 403 && !isRefusedByGateway(answer) ? "the wiki's own 403" : `${answer.status}`;
}
