/** Runs the work of one invocation, times it and writes its one log line. */
import { BridgeError, errorFields } from './errors.ts';
import { type LogRecord, writeRecord } from './log-record.ts';
import type { Outcome } from './outcome.ts';

/** What every log line of an invocation says, however it ends. */
export type LoggedInvocation = Pick<LogRecord, 'function' | 'requestId' | 'fields'>;

/** What the log line says about the end of an invocation. */
export type Ending = Pick<LogRecord, 'outcome' | 'level' | 'fields' | 'sessions'>;

/**
 * Runs `work` and writes one log line with its ending and the milliseconds since the call.
 * @returns the result of `work`
 * @throws the error of `work`, after logging it
 */
export async function loggedRun<R>(
  invocation: LoggedInvocation,
  work: () => Promise<Ending & { readonly result: R }>,
): Promise<R> {
  const startedAt = performance.now();
  const write = ({ fields, ...ending }: Ending) =>
    writeRecord({
      ...invocation,
      ...ending,
      fields: { ...invocation.fields, ...fields },
      latencyMs: performance.now() - startedAt,
    });
  try {
    const { result, ...ending } = await work();
    write(ending);
    return result;
  } catch (error) {
    write({ level: 'error', ...failedEnding(error) });
    throw error;
  }
}

/** The ending of an invocation that failed: the error's code, and the fields that a log may hold of it. */
export function failedEnding(error: unknown): { outcome: Outcome; fields: Record<string, string> } {
  return {
    outcome: error instanceof BridgeError ? error.code : 'internal_error',
    fields: errorFields(error),
  };
}
