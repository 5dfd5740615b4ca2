import type { Context } from 'aws-lambda';
import { sessionId } from '../shared/cookie/session-id.ts';
import type { CachedValue } from '../shared/runtime/cached-value.ts';
import { BridgeError, errorFields } from '../shared/runtime/errors.ts';
import { writeRecord } from '../shared/runtime/log-record.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import type { Outcome } from '../shared/runtime/outcome.ts';
import { secretBefore } from '../shared/runtime/secrets.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import type { AuthorizerEvent, AuthorizerResponse } from './authorizer-response.ts';
import { decideAccess } from './decide-access.ts';
import type { Session } from './find-session.ts';
import { type AssertionKey, signAssertion } from './identity-assertion.ts';
import { type WikiPolicies, type WikiPolicy, wikiOf } from './wiki-policy.ts';

/** The whole budget of a decision, from handler entry; API Gateway itself would wait ten seconds. */
const BUDGET_MS = 2000;
/** What is kept of it for signing and answering. */
const RESERVE_MS = 100;

/** What the authorizer stands on. */
export interface AuthorizerParts {
  readonly cookieName: string;
  /** Seconds. */
  readonly cookieAgeSeconds: number;
  readonly issuer: string;
  readonly wikis: WikiPolicies;
  readonly store: SessionStore;
  /** Gives the cached key of a wiki by the ARN of its secret. */
  readonly assertionKey: (arn: string) => CachedValue<AssertionKey>;
}

/** Makes the authorizer of every wiki's HTTP API: which wiki is asked for is told by the API id alone. */
export function createAuthorizer(parts: AuthorizerParts) {
  return async (event: AuthorizerEvent, context: Context): Promise<AuthorizerResponse> => {
    const started = performance.now();
    const deadline = Date.now() + BUDGET_MS - RESERVE_MS;
    const record = (outcome: Outcome, level: 'info' | 'error', fields: Record<string, string | boolean>) =>
      writeRecord({
        function: FunctionName.authorizer,
        requestId: context.awsRequestId,
        outcome,
        level,
        latencyMs: performance.now() - started,
        fields: { apiRequestId: event.requestContext.requestId, ...fields },
      });
    let fault: BridgeError | undefined;
    let sid: string | undefined;
    try {
      const wiki = wikiOf(parts.wikis, event.requestContext.apiId);
      const response = await decideAccess(event, {
        access: wiki.access,
        cookieName: parts.cookieName,
        cookieAgeSeconds: parts.cookieAgeSeconds,
        store: parts.store,
        assert: (session) => {
          sid = sessionId(session.member);
          return assertion(parts, wiki, { session, sid }, deadline);
        },
        deadline,
        onFault: (error) => {
          fault = error;
        },
      });
      record(outcomeOf(response), fault ? 'error' : 'info', {
        ...(fault && errorFields(fault)),
        ...(sid !== undefined && { sid }),
        wiki: wiki.host,
        isAuthorized: response.isAuthorized,
      });
      return response;
    } catch (error) {
      record(error instanceof BridgeError ? error.code : 'internal_error', 'error', errorFields(error));
      throw error;
    }
  };
}

function outcomeOf({ isAuthorized, context }: AuthorizerResponse): Outcome {
  if (context.reason === '') return 'signed_in';
  return isAuthorized ? `anonymous:${context.reason}` : `refused:${context.reason}`;
}

async function assertion(
  parts: AuthorizerParts,
  wiki: WikiPolicy,
  { session, sid }: { session: Session; sid: string },
  deadline: number,
): Promise<string> {
  const key = await secretBefore(parts.assertionKey(wiki.keyArn), deadline);
  return signAssertion(key, session.identity, {
    issuer: parts.issuer,
    audience: wiki.host,
    sessionId: sid,
    issuedAt: Date.now() / 1000,
    notAfter: session.exp,
  });
}
