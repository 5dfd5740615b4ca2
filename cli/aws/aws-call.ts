// Calls AWS: makes a client, names a failed call and the permission it needs, and closes the client.

import { CliError, ExitCode } from '../cli-error.ts';
import { type AwsFault, explainAwsError } from './aws-error.ts';

/** Settings of every AWS client; a field that is left out comes from the environment, as with AWS's own tools. */
export interface AwsSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Time limits of calls that an operator waits for, milliseconds. */
const CALL_LIMITS = { connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** The settings of a client for short calls. */
export function clientSettings(aws: AwsSettings) {
  return { ...aws, maxAttempts: 2, requestHandler: CALL_LIMITS };
}

/** Names a call in the error message when it fails. */
export interface AwsCall {
  /** Such as `the schedule`. */
  readonly what: string;
  /** The permission that the call needs, such as `scheduler:GetSchedule`. */
  readonly needs: string;
}

/** A call to AWS failed; the message is one line that names the call, the reason and the remedy. */
export class AwsCallError extends CliError {
  override readonly name = 'AwsCallError';
  override readonly exitCode = ExitCode.setup;
  readonly fault: AwsFault;
  constructor(fault: AwsFault, message: string, cause: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

/** Runs a call to AWS. @throws {AwsCallError} */
export async function askAws<T>({ what, needs }: AwsCall, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const [fault, why] = explainAwsError(error, needs);
    throw new AwsCallError(fault, `${what}: ${why}`, error);
  }
}

/** Runs one call with a client of its own, and closes the client's connections. @throws {AwsCallError} */
export async function withClient<T>(
  client: { destroy(): void },
  call: AwsCall,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await askAws(call, run);
  } finally {
    client.destroy();
  }
}

/** One page of a list that AWS returns in pages. */
export interface AwsPage<T> {
  readonly items: readonly T[] | undefined;
  readonly nextToken: string | undefined;
}

/** Reads a list page by page, up to `maxPages`. */
export async function readPages<T>(
  maxPages: number,
  readPage: (token: string | undefined) => Promise<AwsPage<T>>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { items = [], nextToken } = await readPage(token);
    all.push(...items);
    token = nextToken;
    if (token === undefined) break;
  }
  return all;
}
