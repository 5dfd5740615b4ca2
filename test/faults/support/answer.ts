import type { ContainerAnswer } from '../../support/container.ts';
import type { Answer } from './fault.ts';

/** An answer that no fault may bring about. */
class ForbiddenAnswer extends Error {
  override name = 'ForbiddenAnswer';
}

/** The messages of the two errors that a fault may lead to. */
const CLEAR_ERRORS = /^The session store is out of reach\.|^The bridge cannot read its secrets\./;

/** Reads a hook's answer. @throws ForbiddenAnswer for any but 200 with a cookie and 503 without */
export function readHook({ answer, error }: ContainerAnswer): Answer {
  if (error !== undefined) throw new ForbiddenAnswer(`a hook threw: ${error}`);
  const { statusCode, headers, cookies = [], body } = answer;
  const json = JSON.parse(body);
  if (statusCode === 200 && cookies.length === 1 && json.set_cookie === cookies[0]) return '200';
  const clear = headers['retry-after'] === '1' && CLEAR_ERRORS.test(json.error?.message);
  const withoutCookie = cookies.length === 0 && Object.keys(json).join() === 'error' && !/cookie/i.test(body);
  if (statusCode === 503 && clear && withoutCookie) return '503';
  throw new ForbiddenAnswer(`a hook answered ${statusCode} ${body}`);
}

/**
 * Reads an authorizer's answer.
 * @param username the only one who may be taken for signed in
 * @throws ForbiddenAnswer for a stranger, an error that is none of ours, or a decision that contradicts its reason
 */
export function readView({ answer, error }: ContainerAnswer, username: string): Answer {
  if (error !== undefined) return clearError(error);
  const { isAuthorized, context } = answer;
  if (context.reason === '') {
    const asserted = isAuthorized && username !== '' && context.assertion.split('.').length === 3;
    if (asserted && context.username === username) return 'signed in';
  } else if (context.username === '' && context.email === '' && context.assertion === '') {
    const said = `${isAuthorized ? 'anonymous' : 'refused'} (${context.reason})`;
    if (PERMITTED.has(said)) return said as Answer;
  }
  throw new ForbiddenAnswer(`the authorizer answered ${JSON.stringify(answer)}`);
}

const PERMITTED = new Set<string>([
  'anonymous (no-cookie)',
  'anonymous (dead-cookie)',
  'anonymous (store-unreachable)',
  'anonymous (secret-unavailable)',
  'refused (no-cookie)',
  'refused (dead-cookie)',
] satisfies Answer[]);

/** Reads expire's answer. @throws ForbiddenAnswer for an error that is none of ours */
export function readExpire({ answer, error }: ContainerAnswer): Answer {
  if (error !== undefined) return clearError(error);
  return answer.remaining === 0 ? 'done' : 'stopped early';
}

function clearError(message: string): Answer {
  if (CLEAR_ERRORS.test(message)) return 'error';
  throw new ForbiddenAnswer(`a function threw: ${message}`);
}
