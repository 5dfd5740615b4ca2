/** The frame of both hooks: signature, JSON body, the hook's own work, its answer over HTTP, and one log line. */
import middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { CachedValue } from '../runtime/cached-value.ts';
import { BridgeError, type ErrorCode, InvalidBodyError } from '../runtime/errors.ts';
import { type Ending, failedEnding, loggedRun } from '../runtime/logged-run.ts';
import type { FunctionName } from '../runtime/metric-names.ts';
import type { HookKeys } from './hook-signature.ts';
import { type HookEvent, requireSignature } from './require-signature.ts';

/** A site waits about two seconds for its hook, so the answer has to leave before. */
const HOOK_BUDGET_MS = 1500;

/** A call of a hook after its signature was verified and its body parsed. */
export interface HookCall {
  /** Parsed JSON, of any shape. */
  readonly body: unknown;
  /** The verified `webhook-id`. */
  readonly hookId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** The answer of a hook, and what its log line says. */
export type HookResult = Ending & { readonly result: APIGatewayProxyStructuredResultV2 };

export type HookHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Wraps a hook's work: verifies the signature, parses the JSON body, does the work, and logs one line however it ends. */
export function hookEndpoint(
  functionName: FunctionName,
  keys: CachedValue<HookKeys>,
  work: (call: HookCall) => Promise<HookResult>,
): HookHandler {
  const guarded = middy<HookEvent, HookResult>()
    .use(requireSignature(keys))
    // requireSignature checks the media type more strictly than the parser, which also takes any `…+json`.
    .use(httpJsonBodyParser<APIGatewayProxyEventV2>({ disableContentTypeCheck: true }))
    .handler<HookEvent, HookResult>(async ({ body, verifiedHookId, deadline }) =>
      work({ body, hookId: verifiedHookId, deadline }),
    );

  return async (event, context) => {
    const deadline = Date.now() + HOOK_BUDGET_MS;
    const invocation = {
      function: functionName,
      requestId: context.awsRequestId,
      fields: { apiRequestId: event.requestContext?.requestId ?? '' },
    };
    return loggedRun(invocation, async () => {
      try {
        // A copy, because the parser replaces the body of the event that it gets.
        return await guarded({ ...event, deadline }, context);
      } catch (error) {
        return failedResult(isBodyParserError(error) ? new InvalidBodyError(NOT_JSON) : error);
      }
    });
  };
}

const NOT_JSON = 'The body is not JSON, or has a key that JSON bodies may not have here.';

/** The JSON body parser throws its own errors, with status 422 and the body in their cause. */
function isBodyParserError(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 422;
}

function failedResult(error: unknown): HookResult {
  const result = hookErrorAnswer(error);
  return { result, level: (result.statusCode ?? 500) >= 500 ? 'error' : 'warn', ...failedEnding(error) };
}

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

/** Answers a successful hook. The Set-Cookie line is a header and, for sites that relay it, part of the body. */
export function hookAnswer(setCookie: string, body: object): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: HEADERS, cookies: [setCookie], body: JSON.stringify(body) };
}

/** Maps an error to HTTP; nothing else does. The answer says nothing about an error from elsewhere. */
export function hookErrorAnswer(error: unknown): APIGatewayProxyStructuredResultV2 {
  const status = error instanceof BridgeError ? STATUS[error.code] : undefined;
  if (!(error instanceof BridgeError) || status === undefined) {
    return errorAnswer(500, 'internal_error', 'The bridge failed. Its log says more.');
  }
  const headers = status === 503 ? { ...HEADERS, 'retry-after': '1' } : HEADERS;
  return errorAnswer(status, error.code, error.message, headers);
}

function errorAnswer(statusCode: number, code: string, message: string, headers = HEADERS) {
  return { statusCode, headers, body: JSON.stringify({ error: { code, message } }) };
}
