import { WentWrong } from '../failures.ts';
import { askAws } from './aws-call.ts';
import type { AwsSettings } from './aws-settings.ts';

/** One invocation. */
export interface Invocation {
  readonly functionName: string;
  readonly event: object;
  /** For the whole answer. */
  readonly timeoutMs: number;
}

/**
 * Runs a deployed function and waits for its answer. Asked once: a second try could do twice what was answered too late.
 * @throws {WentWrong} when the function failed @throws {AwsCallFailed}
 */
export async function invokeFunction(aws: AwsSettings, invocation: Invocation): Promise<unknown> {
  const { functionName, event, timeoutMs } = invocation;
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({
    ...aws,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 5000, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  try {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
    const asked = { what: `the function ${functionName}`, needs: `lambda:InvokeFunction on ${functionName}` };
    const { FunctionError, Payload } = await askAws(asked, () => client.send(command));
    const answer = parse(Buffer.from(Payload ?? []).toString('utf8'));
    if (FunctionError !== undefined) {
      throw new WentWrong(`the function ${functionName} failed: ${errorType(answer)}; its log says more`);
    }
    return answer;
  } finally {
    client.destroy();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error's name only: its message may hold what a bug put there. */
function errorType(answer: unknown): string {
  const { errorType: name } = (answer ?? {}) as { errorType?: unknown };
  return typeof name === 'string' && /^[\w.]{1,60}$/.test(name) ? name : 'an error without a name';
}
