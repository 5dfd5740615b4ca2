/** API Gateway's limits on the size of a request. */

import type { HeaderList } from './header-list.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024;
const HEAD_LIMIT_BYTES = 10_240;

/**
 * Whether the request line and headers exceed API Gateway's quota. The quota mentions "request line and header values";
 * the gateway also counts names and separators, which is the stricter reading.
 */
export function isHeadTooLarge(
  method: string,
  target: string,
  httpVersion: string,
  headers: HeaderList,
): boolean {
  const line = method.length + target.length + httpVersion.length + ' HTTP/ \r\n'.length;
  const fields = headers.reduce(
    (sum, [name, value]) => sum + name.length + value.length + ': \r\n'.length,
    0,
  );
  return line + fields > HEAD_LIMIT_BYTES;
}
