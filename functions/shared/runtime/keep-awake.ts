import { KEEP_AWAKE_EVENT } from './keep-awake-event.ts';

const [KEEP_AWAKE] = Object.keys(KEEP_AWAKE_EVENT) as [keyof typeof KEEP_AWAKE_EVENT];

/**
 * Lets a handler do nothing when it is invoked by the schedule that keeps it in its VPC. API Gateway cannot be made to
 * send that event: its own always have `requestContext`.
 */
export function orKeepAwake<E extends object, C, R>(
  handler: (event: E, context: C) => Promise<R>,
): (event: E, context: C) => Promise<R | undefined> {
  return async (event, context) => (isKeepAwake(event) ? undefined : handler(event, context));
}

function isKeepAwake(event: object): boolean {
  return KEEP_AWAKE in event && !('requestContext' in event);
}
