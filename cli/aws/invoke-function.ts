// Invokes a deployed Lambda function and reads its answer.

import { OperationError } from '../cli-error.ts';
import { type AwsSettings, withClient } from './aws-call.ts';

/** One invocation. */
export interface Invocation {
  readonly functionName: string;
  readonly event: object;
  /** Time limit of the whole call. */
  readonly timeoutMs: number;
}

/**
 * Invokes a function once and waits for its answer. There is no second attempt: the first may have run although its
 * answer came too late.
 * @throws {OperationError} if the function failed @throws {AwsCallError}
 */
export async function invokeFunction(aws: AwsSettings, invocation: Invocation): Promise<unknown> {
  const { functionName, event, timeoutMs } = invocation;
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({
    ...aws,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
  const call = { what: `the function ${functionName}`, needs: `lambda:InvokeFunction on ${functionName}` };
  const { FunctionError, Payload } = await withClient(client, call, () => client.send(command));
  const answer = parse(Buffer.from(Payload ?? []).toString('utf8'));
  if (FunctionError !== undefined)
    throw new OperationError(`the function ${functionName} failed: ${errorType(answer)}; its log says more`);
  return answer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error's name only: its message may hold a value that a bug put there. */
function errorType(answer: unknown): string {
  const { errorType: name } = (answer ?? {}) as { errorType?: unknown };
  return typeof name === 'string' && /^[\w.]{1,60}$/.test(name) ? name : 'an error without a name';
}
