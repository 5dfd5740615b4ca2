import middy from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { CachedValue } from '../runtime/cached-value.ts';
import { BridgeError, errorFields, InvalidBodyError } from '../runtime/errors.ts';
import { type LogRecord, writeRecord } from '../runtime/log-record.ts';
import type { FunctionName } from '../runtime/metric-names.ts';
import type { Outcome } from '../runtime/outcome.ts';
import { hookErrorAnswer } from './hook-answer.ts';
import type { HookKeys } from './hook-secrets.ts';
import { requireSignature, type SignedEvent, type TimedEvent } from './require-signature.ts';

/** A site waits about two seconds for its hook; the answer must be on its way before. */
const HOOK_BUDGET_MS = 1500;

/** A signed, parsed hook, ready to act on. */
export interface HookCall {
  /** Parsed JSON, of any shape. */
  readonly body: unknown;
  /** The verified `webhook-id`. */
  readonly hookId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** What a hook did. */
export interface HookResult {
  readonly response: APIGatewayProxyStructuredResultV2;
  readonly outcome: Outcome;
  readonly fields?: LogRecord['fields'];
}

export type HookHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * Wraps a hook's action: signature first, then the JSON body, then the action; every outcome is one log line.
 */
export function hookEndpoint(
  functionName: FunctionName,
  keys: CachedValue<HookKeys>,
  act: (call: HookCall) => Promise<HookResult>,
): HookHandler {
  const guarded = middy<TimedEvent, HookResult>(async (event: TimedEvent) => {
    // The two middlewares below have been at work on it.
    const { body, verifiedHookId, deadline } = event as SignedEvent;
    return act({ body, hookId: verifiedHookId, deadline });
  })
    .use(requireSignature(keys))
    // The media type has been checked, more strictly than the parser would: it takes any `…+json` too.
    .use(httpJsonBodyParser({ disableContentTypeCheck: true }));

  return async (event, context) => {
    const startedAt = Date.now();
    const started = performance.now();
    const record = (outcome: Outcome, level: LogRecord['level'], fields: LogRecord['fields']) =>
      writeRecord({
        function: functionName,
        requestId: context.awsRequestId,
        outcome,
        level: level ?? 'info',
        latencyMs: performance.now() - started,
        fields: { apiRequestId: event.requestContext?.requestId ?? '', ...fields },
      });
    try {
      // The parser writes into the event it is given; the caller keeps its own as it was.
      const own = { ...event, deadline: startedAt + HOOK_BUDGET_MS };
      const result = (await guarded(own, context)) as HookResult;
      record(result.outcome, 'info', result.fields);
      return result.response;
    } catch (thrown) {
      const error = isBodyParserError(thrown) ? new InvalidBodyError(NOT_JSON) : thrown;
      const response = hookErrorAnswer(error);
      const outcome = error instanceof BridgeError ? error.code : 'internal_error';
      record(outcome, (response.statusCode ?? 500) >= 500 ? 'error' : 'warn', errorFields(error));
      return response;
    }
  };
}

const NOT_JSON = 'The body is not JSON, or has a key that JSON bodies may not have here.';

/** The JSON body parser throws errors of its own, with status 422 and the body in their cause. */
function isBodyParserError(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 422;
}
