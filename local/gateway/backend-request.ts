/** The headers of the request that the gateway sends to the wiki. */

import type { GatewayRequest } from './authorizer-event.ts';
import type { DeployedApi } from './deployed-api.ts';
import { withoutHopByHop } from './forward.ts';
import { type HeaderList, valuesOf } from './header-list.ts';
import { applyHeaderMappings } from './parameter-mapping.ts';

// API Gateway passes these on as elements of `Forwarded`.
const REPLACED = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'forwarded',
];
const NOT_PASSED = [...REPLACED, 'host', 'expect'];

/** The headers of the request to the wiki: the client's, changed by the mappings, and the gateway's own. */
export function backendHeaders(
  api: DeployedApi,
  request: GatewayRequest,
  path: string,
  authorizerContext: ReadonlyMap<string, string>,
): HeaderList {
  const passed = withoutHopByHop(request.headers).filter(
    ([name]) => !NOT_PASSED.includes(name.toLowerCase()),
  );
  const mapped = applyHeaderMappings(api.mappings, {
    headers: passed,
    rawQuery: request.rawQuery,
    path,
    context: contextVariables(api, request, authorizerContext),
  });
  const host: HeaderList = valuesOf(mapped, 'host').length > 0 ? [] : [['Host', api.origin.host]];
  return [...host, ...mapped, ...framing(request), ...ownHeaders(request)];
}

/** Keeps the framing of the body: without it, the wiki would read the body as the next request. */
function framing(request: GatewayRequest): HeaderList {
  if (valuesOf(request.headers, 'transfer-encoding').length > 0) return [['Transfer-Encoding', 'chunked']];
  const announced = valuesOf(request.headers, 'content-length').length > 0;
  return announced || ['GET', 'HEAD'].includes(request.method) ? [] : [['Content-Length', '0']];
}

function ownHeaders(request: GatewayRequest): HeaderList {
  // The client's own `Forwarded` comes first; it is not more trustworthy for that.
  const claimed = valuesOf(request.headers, 'forwarded');
  const own = `for=${request.sourceIp};host=${request.host};proto=http`;
  return [
    ['Forwarded', [...claimed, own].join(', ')],
    ['Via', 'HTTP/1.1 AmazonAPIGateway'],
  ];
}

function contextVariables(
  api: DeployedApi,
  request: GatewayRequest,
  authorizerContext: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([
    ...authorizerContext,
    ['apiId', api.apiId],
    ['domainName', request.host],
    ['httpMethod', request.method],
    ['identity.sourceIp', request.sourceIp],
    ['protocol', `HTTP/${request.httpVersion}`],
    ['requestId', request.requestId],
    ['requestTimeEpoch', String(request.timeEpoch)],
    ['stage', '$default'],
  ]);
}
