/** The daily event that keeps a function's network interface in its VPC, and the wrapper that ignores it. */

/** The event that lib/ schedules once a day for functions in a VPC. */
export const KEEP_AWAKE_EVENT = { keepAwake: true } as const;

const [KEEP_AWAKE] = Object.keys(KEEP_AWAKE_EVENT) as [keyof typeof KEEP_AWAKE_EVENT];

/**
 * Wraps a handler so that the keep-awake event runs nothing. No caller can send that event through API Gateway, whose
 * own events always have `requestContext`.
 */
export function orKeepAwake<E extends object, C, R>(
  handler: (event: E, context: C) => Promise<R>,
): (event: E, context: C) => Promise<R | undefined> {
  return async (event, context) => (isKeepAwake(event) ? undefined : handler(event, context));
}

function isKeepAwake(event: object): boolean {
  return KEEP_AWAKE in event && !('requestContext' in event);
}
