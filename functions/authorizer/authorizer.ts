/** The authorizer of every wiki: finds the wiki, decides within a time limit and writes one log line. */
import type { Context } from 'aws-lambda';
import type { CachedValue } from '../shared/runtime/cached-value.ts';
import { type BridgeError, errorFields } from '../shared/runtime/errors.ts';
import { loggedRun } from '../shared/runtime/logged-run.ts';
import { FunctionName } from '../shared/runtime/metric-names.ts';
import type { Outcome } from '../shared/runtime/outcome.ts';
import { secretBefore } from '../shared/runtime/secrets.ts';
import type { SessionRules } from '../shared/sessions/session-rules.ts';
import { sessionId } from '../shared/sessions/store-keys.ts';
import type { SessionStore } from '../shared/store/session-store.ts';
import type { AuthorizerEvent, AuthorizerResponse } from './authorizer-response.ts';
import { decideAccess } from './decide-access.ts';
import type { Session } from './find-session.ts';
import { type AssertionKey, signAssertion } from './identity-assertion.ts';
import { type WikiPolicies, type WikiPolicy, wikiOf } from './wiki-policy.ts';

/** The time limit of a decision, from handler entry; API Gateway itself would wait ten seconds. */
const BUDGET_MS = 2000;
/** The part of the limit that is kept for signing and answering. */
const RESERVE_MS = 100;

/** Dependencies of the authorizer. */
export interface AuthorizerDependencies {
  readonly cookieName: string;
  readonly rules: SessionRules;
  readonly issuer: string;
  readonly wikis: WikiPolicies;
  readonly store: SessionStore;
  /** Gives the cached key of a wiki by the ARN of its secret. */
  readonly assertionKey: (arn: string) => CachedValue<AssertionKey>;
}

/** Makes the authorizer. The API id alone says which wiki a request is for. */
export function createAuthorizer(dependencies: AuthorizerDependencies) {
  const { cookieName, rules, wikis, store } = dependencies;
  return async (event: AuthorizerEvent, context: Context): Promise<AuthorizerResponse> => {
    const deadline = Date.now() + BUDGET_MS - RESERVE_MS;
    const invocation = {
      function: FunctionName.authorizer,
      requestId: context.awsRequestId,
      fields: { apiRequestId: event.requestContext.requestId },
    };
    return loggedRun(invocation, async () => {
      const wiki = wikiOf(wikis, event.requestContext.apiId);
      let fault: BridgeError | undefined;
      let sid: string | undefined;
      const result = await decideAccess(event, {
        access: wiki.access,
        cookieName,
        rules,
        store,
        assert: (session) => {
          sid = sessionId(session.member);
          return assertion(dependencies, wiki, { session, sid }, deadline);
        },
        deadline,
        onFault: (error) => {
          fault = error;
        },
      });
      const fields = {
        ...(fault && errorFields(fault)),
        ...(sid !== undefined && { sid }),
        wiki: wiki.host,
        isAuthorized: result.isAuthorized,
      };
      return { result, outcome: outcomeOf(result), level: fault ? 'error' : 'info', fields };
    });
  };
}

function outcomeOf({ isAuthorized, context }: AuthorizerResponse): Outcome {
  if (context.reason === '') return 'signed_in';
  return isAuthorized ? `anonymous:${context.reason}` : `refused:${context.reason}`;
}

async function assertion(
  { assertionKey, issuer }: AuthorizerDependencies,
  wiki: WikiPolicy,
  { session, sid }: { session: Session; sid: string },
  deadline: number,
): Promise<string> {
  const key = await secretBefore(assertionKey(wiki.keyArn), deadline);
  return signAssertion(key, session.identity, {
    issuer,
    audience: wiki.host,
    sessionId: sid,
    issuedAt: Date.now() / 1000,
    notAfter: session.exp,
  });
}
