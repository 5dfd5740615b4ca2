// Invokes the deployed expire function, to count or to prune.

import type { SessionCount } from '../../functions/expire/count-sessions.ts';
import type { PruneResult } from '../../functions/expire/prune-sessions.ts';
import { invokeFunction } from '../aws/invoke-function.ts';
import { OperationError } from '../cli-error.ts';
import type { Deployment } from './deployment.ts';

/** A cold start, a connection and two attempts at the store, each within two seconds. */
const COUNT_LIMIT_MS = 30_000;
/** The function's own limit is five minutes. */
const PRUNE_LIMIT_MS = 310_000;

/** The part of a deployment that these calls need. */
type Expire = Pick<Deployment, 'aws' | 'expireFunction'>;

/** Asks the deployed expire function for the counts of the store. @throws {OperationError} @throws {AwsCallError} */
export async function countNow({ aws, expireFunction }: Expire): Promise<SessionCount> {
  const event = { dryRun: true };
  const answer = await invokeFunction(aws, {
    functionName: expireFunction,
    event,
    timeoutMs: COUNT_LIMIT_MS,
  });
  const fields = readCounts(answer, ['due', 'total', 'live', 'revocations', 'storeMs']);
  if ((answer as { dryRun?: unknown }).dryRun !== true || fields === undefined)
    throw new OperationError(
      `${expireFunction}: expected counts, got a pruning: its version is too old, deploy again`,
    );
  return { ...fields, dryRun: true };
}

/** Runs the deployed expire function. @throws {OperationError} @throws {AwsCallError} */
export async function pruneNow(
  { aws, expireFunction }: Expire,
  timeoutMs = PRUNE_LIMIT_MS,
): Promise<PruneResult> {
  const answer = await invokeFunction(aws, { functionName: expireFunction, event: {}, timeoutMs });
  const fields = readCounts(answer, ['removed', 'total', 'remaining']);
  if (fields === undefined)
    throw new OperationError(`${expireFunction}: expected removed, total and remaining, got another answer`);
  return fields;
}

/** @returns the named fields, or undefined unless all are numbers of at least 0 */
export function readCounts<K extends string>(
  answer: unknown,
  names: readonly K[],
): Record<K, number> | undefined {
  const given = (answer ?? {}) as Record<string, unknown>;
  const fields = names.map((name) => [name, given[name]] as const);
  if (!fields.every(([, value]) => typeof value === 'number' && value >= 0)) return undefined;
  return Object.fromEntries(fields) as Record<K, number>;
}
