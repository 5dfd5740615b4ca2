// The error of an HTTP request that got no answer, with its reason in words an operator can act on.

import { CliError, ExitCode } from '../cli-error.ts';

/** A request got no answer. The request may have had its effect all the same. */
export class NoAnswerError extends CliError {
  override readonly name = 'NoAnswerError';
  override readonly exitCode = ExitCode.failed;
  /** Node's or OpenSSL's code, such as `ECONNREFUSED`; `ETIMEDOUT` after the time limit. */
  readonly code: string;

  /** @param timedOutMs the request's time limit, if that ended it */
  constructor(url: URL, timedOutMs: number | undefined, cause: unknown) {
    const code = timedOutMs === undefined ? codeOf(cause) : 'ETIMEDOUT';
    super(`${url.origin}: ${explain(code, url, timedOutMs, cause)}`, { cause });
    this.code = code;
  }

  /** Whether the caller stopped the request. */
  get isAborted(): boolean {
    return this.code === 'ABORT_ERR';
  }
}

function codeOf(error: unknown): string {
  // For a host of several addresses, Node reports all attempts in one error.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const { code } = first as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

function explain(code: string, url: URL, timedOutMs: number | undefined, cause: unknown): string {
  if (timedOutMs !== undefined) return `no answer within ${timedOutMs / 1000} s`;
  switch (code) {
    case 'ENOTFOUND':
      return `DNS knows no address of ${url.hostname}`;
    case 'EAI_AGAIN':
      return `DNS did not answer for ${url.hostname}`;
    case 'ECONNREFUSED':
      return `nothing listens on port ${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
    case 'ECONNRESET':
      return 'the connection was cut before an answer';
    case 'EPROTO':
      return 'this is not a TLS port';
    case 'ABORT_ERR':
      return 'stopped';
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `its certificate is not for ${url.hostname}`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `its certificate is not trusted here (${code})`;
    default:
      return cause instanceof Error ? cause.message : code;
  }
}
