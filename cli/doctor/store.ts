// Doctor: the store, reached from a function.

import type { Deployment } from '../deployment/deployment.ts';
import { countNow } from '../deployment/expire.ts';
import { milliseconds } from '../terminal/layout.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('store');
/** A page view waits for one round trip; the first attempt ends after 700 ms. */
const SLOW_MS = 100;

/** Whether a function reaches the store, and how fast. */
export async function lookAtStore(deployment: Deployment): Promise<Finding[]> {
  const { storeMs, live } = await countNow(deployment);
  const seen = `${milliseconds(storeMs)} for a round trip, ${live.toLocaleString('en')} live sessions`;
  return storeMs > SLOW_MS
    ? [finding('warn', seen, 'docs/operator-runbook.md#authorizer-slow')]
    : [finding('ok', seen)];
}
