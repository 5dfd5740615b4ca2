/** Invokes the deployed authorizer and reads its answer as strictly as API Gateway. */

import type { AwsClient } from '../aws-client.ts';

/** The service's fixed limit. */
const AUTHORIZER_LIMIT_MS = 10_000;
const CONTEXT_LIMIT_BYTES = 8_192;

/** The authorizer's decision. `context` has the key `authorizer.<key>` for the parameter mappings. */
export interface Decision {
  isAuthorized: boolean;
  context: ReadonlyMap<string, string>;
}

/** The authorizer threw, timed out or returned an invalid answer; the client does not see the reason. */
export class AuthorizerFailedError extends Error {
  override name = 'AuthorizerFailedError';
}

/** Invokes the deployed authorizer. @throws {AuthorizerFailedError} */
export async function askAuthorizer(
  aws: AwsClient,
  functionName: string,
  event: object,
  timeoutMs = AUTHORIZER_LIMIT_MS,
): Promise<Decision> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(aws.endpoint + path, {
      method: 'POST',
      headers: { ...aws.authorization('lambda'), 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (cause) {
    throw new AuthorizerFailedError(`cannot be invoked: ${(cause as Error).message}`, { cause });
  }
  const fault = response.headers.get('x-amz-function-error');
  if (!response.ok || fault) {
    throw new AuthorizerFailedError(`${fault ?? response.status}: ${text.slice(0, 300)}`);
  }
  return readDecision(text);
}

/** Reads the simple response format and rejects all others. @throws {AuthorizerFailedError} */
export function readDecision(text: string): Decision {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new AuthorizerFailedError('the answer is not JSON');
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new AuthorizerFailedError('the answer is not an object');
  }
  const { isAuthorized, context = {} } = answer as Record<string, unknown>;
  // The documentation allows only a boolean; the string "false" would be true in many languages.
  if (typeof isAuthorized !== 'boolean') throw new AuthorizerFailedError('isAuthorized is not a boolean');
  return { isAuthorized, context: readContext(context) };
}

function readContext(context: unknown): Map<string, string> {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) {
    throw new AuthorizerFailedError('context is not an object');
  }
  if (Buffer.byteLength(JSON.stringify(context)) > CONTEXT_LIMIT_BYTES) {
    throw new AuthorizerFailedError('context is larger than 8 KB');
  }
  const values = new Map<string, string>();
  for (const [key, value] of Object.entries(context)) {
    // Objects and lists are documented only for Lambda integrations; a mapping cannot use them.
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new AuthorizerFailedError(`context.${key} is not a string, number or boolean`);
    }
    values.set(`authorizer.${key}`, String(value));
  }
  return values;
}
