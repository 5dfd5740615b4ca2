import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** The function failed instead of answering. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

/**
 * Runs the deployed expire function and waits for its answer.
 * @throws {FunctionFailed} and whatever the SDK throws
 */
export async function runExpire(functionName: string, timeoutMs: number): Promise<unknown> {
  const client = new LambdaClient({
    // Asking twice would be pruning twice.
    maxAttempts: 1,
    requestHandler: { requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  try {
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: functionName }));
    const text = Buffer.from(Payload ?? []).toString('utf8');
    if (FunctionError) throw new FunctionFailed(`it failed (${FunctionError}); its log says more`);
    return JSON.parse(text);
  } finally {
    client.destroy();
  }
}
