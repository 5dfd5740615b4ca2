import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { BridgeError, type ErrorCode } from '../runtime/errors.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  body_too_large: 413,
  invalid_signature: 401,
  unsupported_media_type: 415,
  invalid_body: 400,
  replayed: 409,
  store_unreachable: 503,
  secret_unavailable: 503,
};

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** A hook's success: the Set-Cookie line travels as a header and, for sites that relay it, in the body. */
export function hookAnswer(setCookie: string, body: object): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: HEADERS, cookies: [setCookie], body: JSON.stringify(body) };
}

/** The one place that maps errors to HTTP. An error that is not ours says nothing of itself. */
export function hookErrorAnswer(error: unknown): APIGatewayProxyStructuredResultV2 {
  const status = error instanceof BridgeError ? STATUS[error.code] : undefined;
  if (!(error instanceof BridgeError) || status === undefined) {
    return answer(500, 'internal_error', 'The bridge failed. Its log says more.');
  }
  const { statusCode, headers, body } = answer(status, error.code, error.message);
  return { statusCode, headers: status === 503 ? { ...headers, 'retry-after': '1' } : headers, body };
}

function answer(statusCode: number, code: string, message: string) {
  return { statusCode, headers: HEADERS, body: JSON.stringify({ error: { code, message } }) };
}
