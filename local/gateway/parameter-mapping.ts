/** Applies the header mappings of an integration. */

import { decodeBytes, encodeBytes, type HeaderList, valuesOf, without } from './header-list.ts';

/** One request parameter mapping of an integration, such as `overwrite:header.X-Remote-User`. */
export interface HeaderMapping {
  action: 'append' | 'overwrite' | 'remove';
  header: string;
  expression: string;
}

/** The values of the variables in an expression. */
export interface MappingSource {
  headers: HeaderList;
  rawQuery: string;
  /** The path as the authorizer sees it. */
  path: string;
  /** `$context.<key>` by key, such as `authorizer.username`. */
  context: ReadonlyMap<string, string>;
}

/** A mapping that API Gateway would reject, or that this gateway does not implement. */
export class InvalidMappingError extends Error {
  override name = 'InvalidMappingError';
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html#http-api-mapping-reserved-headers
const RESERVED = [
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-location',
  'forwarded',
  'keep-alive',
  'origin',
  'te',
  'trailers',
  'transfer-encoding',
  'upgrade',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
];
const RESERVED_PREFIXES = ['access-control-', 'apigw-', 'proxy-', 'x-amz-', 'x-amzn-'];
const KEY = /^(append|overwrite|remove):header\.([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/;
const VARIABLE = /\$\{?((?:context|request)\.[A-Za-z0-9._-]+)\}?/g;

/** Reads an integration's `requestParameters`. @throws {InvalidMappingError} */
export function readHeaderMappings(parameters: Readonly<Record<string, string>>): HeaderMapping[] {
  return Object.entries(parameters).map(([key, expression]) => {
    const [, action, header] = KEY.exec(key) ?? [];
    if (!action || !header) throw new InvalidMappingError(`${key}: only headers are mapped here`);
    if (isReserved(header)) throw new InvalidMappingError(`${key}: a reserved header`);
    if (expression.replace(VARIABLE, '').includes('$')) {
      throw new InvalidMappingError(`${key}: unknown variable in ${expression}`);
    }
    return { action: action as HeaderMapping['action'], header, expression };
  });
}

/**
 * Applies the mappings to the client's headers.
 *
 * The documentation does not say what API Gateway does with an expression whose value is empty. The gateway assumes the
 * worst case: it skips the mapping, so the client's own header reaches the wiki.
 */
export function applyHeaderMappings(mappings: readonly HeaderMapping[], source: MappingSource): HeaderList {
  let headers = source.headers;
  for (const { action, header, expression } of mappings) {
    if (action === 'remove') {
      headers = without(headers, header);
      continue;
    }
    const value = evaluate(expression, source);
    if (value === '') continue;
    if (action === 'overwrite') headers = without(headers, header);
    headers = [...headers, [header, encodeBytes(value)]];
  }
  return headers;
}

function evaluate(expression: string, source: MappingSource): string {
  return expression.replace(VARIABLE, (_, name: string) => variable(name, source));
}

function variable(name: string, source: MappingSource): string {
  if (name.startsWith('context.')) return source.context.get(name.slice('context.'.length)) ?? '';
  if (name === 'request.path') return source.path;
  const [, kind, key] = /^request\.(header|querystring)\.(.+)$/.exec(name) ?? [];
  if (kind === 'header') return decodeBytes(valuesOf(source.headers, key ?? '').join(','));
  if (kind === 'querystring') return new URLSearchParams(source.rawQuery).getAll(key ?? '').join(',');
  return '';
}

function isReserved(header: string): boolean {
  const name = header.toLowerCase();
  return RESERVED.includes(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
