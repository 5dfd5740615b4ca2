// Explains why a call to AWS failed, and what the operator can do about it.

/** Why a call to AWS failed, as far as callers act on it. */
export type AwsFault =
  | 'not-allowed'
  | 'not-found'
  /** No usable credentials or no usable region. */
  | 'no-credentials'
  /** No connection: DNS, network, TLS. */
  | 'unreachable'
  | 'not-available'
  | 'other';

/** A failed call, and what its cause is recognised by. */
interface Failure {
  readonly name: string;
  readonly message: string;
  /** Node's or OpenSSL's code, such as `ENOTFOUND`; empty if AWS answered. */
  readonly code: string;
  readonly error: NodeJS.ErrnoException & { hostname?: string };
  readonly needs: string;
  readonly environment: NodeJS.ProcessEnv;
}

interface Kind {
  readonly fault: AwsFault;
  readonly is: (failure: Failure) => boolean;
  /** The reason and the remedy, in one line. */
  readonly say: (failure: Failure) => string;
}

const byName =
  (pattern: RegExp) =>
  ({ name }: Failure) =>
    pattern.test(name);
const byCode =
  (pattern: RegExp) =>
  ({ code }: Failure) =>
    pattern.test(code);
const byMessage =
  (pattern: RegExp) =>
  ({ message }: Failure) =>
    pattern.test(message);

/** An operator without an account may have meant the local instance. */
const OR_LOCAL = '(--local uses the instance that npm start runs here)';

function profileOf({ environment }: Failure): string | undefined {
  return environment.AWS_PROFILE || undefined;
}

function logInAgain(failure: Failure): string {
  const profile = profileOf(failure);
  return `log in again, such as with aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`;
}

function noCredentials(failure: Failure): string {
  const profile = profileOf(failure);
  // The SDK's message after it has tried every source.
  const why = /^Could not load credentials/.test(failure.message) ? '' : `: ${firstLine(failure.message)}`;
  return profile === undefined
    ? `no AWS credentials${why}: set AWS_PROFILE, or log in with the AWS CLI ${OR_LOCAL}`
    : `no AWS credentials from the profile ${profile}${why}: AWS_PROFILE names it; aws sts get-caller-identity shows whether AWS's own tool can use it ${OR_LOCAL}`;
}

/** The host that DNS did not find, or the address that refused the connection. */
function placeOf({ error, message }: Failure): string {
  const tried = /(?:ECONN\w+|E\w+UNREACH|ETIMEDOUT) (\S+:\d+)/.exec(message)?.[1];
  return error.hostname ?? tried ?? 'AWS';
}

function refused(failure: Failure): string {
  const endpoint = failure.environment.AWS_ENDPOINT_URL;
  const named = endpoint === undefined ? '' : `, or is AWS_ENDPOINT_URL (${endpoint}) right`;
  const place = placeOf(failure);
  return /^(127\.|\[?::1|localhost|AWS)/.test(place)
    ? `nothing listens at ${place}: is what npm start runs still up${named}?`
    : `nothing listens at ${place}: is this machine on the internet${named}? ${OR_LOCAL}`;
}

/** The first match counts: clocks come before credentials, because a wrong clock looks like a wrong signature. */
const KINDS: readonly Kind[] = [
  {
    fault: 'not-allowed',
    is: byName(/^(AccessDenied|AuthorizationError|UnauthorizedOperation|KMSAccessDenied|NotAuthorized)/),
    say: ({ needs }) => `not allowed: needs ${needs}`,
  },
  {
    fault: 'no-credentials',
    is: ({ name, message }) =>
      /^(RequestTimeTooSkewed|RequestInTheFuture)/.test(name) ||
      /^Signature (expired|not yet current)/.test(message),
    say: () => "this machine's clock is wrong: set it, AWS refuses signatures made here",
  },
  {
    fault: 'no-credentials',
    is: ({ name, message }) =>
      /^(ExpiredToken|RequestExpired|TokenRefreshRequired|ExpiredTokenException|UnauthorizedException)/.test(
        name,
      ) ||
      (/^(CredentialsProvider|TokenProvider)Error$/.test(name) && /\bSSO\b|expired/i.test(message)),
    say: (failure) => `the AWS credentials have expired: ${logInAgain(failure)}`,
  },
  {
    fault: 'no-credentials',
    is: byName(
      /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken|AuthFailure|OptInRequired|InvalidToken)/,
    ),
    say: ({ environment }) =>
      `AWS does not accept these credentials${environment.AWS_REGION ? ` in ${environment.AWS_REGION}` : ''}: are they of the right account, and is the region enabled there?`,
  },
  {
    fault: 'no-credentials',
    is: byName(/^(CredentialsProvider|TokenProvider|Provider)Error$/),
    say: noCredentials,
  },
  {
    fault: 'no-credentials',
    is: byMessage(/region is missing/i),
    say: (failure) => {
      const profile = profileOf(failure);
      const from = profile === undefined ? '' : ` in the profile ${profile}, if there is one of that name`;
      return `no region${from}: set AWS_REGION, such as AWS_REGION=eu-west-1 ${OR_LOCAL}`;
    },
  },
  {
    fault: 'no-credentials',
    is: byMessage(/^Region not accepted/),
    say: ({ environment }) =>
      `${JSON.stringify(environment.AWS_REGION ?? '')} is no region: set AWS_REGION to one, such as eu-west-1`,
  },
  {
    fault: 'no-credentials',
    is: ({ error }) => error.syscall === 'open',
    say: ({ message }) => `cannot read a file that the AWS credentials need: ${firstLine(message)}`,
  },
  {
    fault: 'no-credentials',
    is: byCode(/^ERR_INVALID_URL$/),
    say: ({ environment }) =>
      `AWS_ENDPOINT_URL: expected a URL or nothing, got ${JSON.stringify(environment.AWS_ENDPOINT_URL ?? '')}`,
  },
  {
    fault: 'not-found',
    is: ({ name, message }) =>
      /NotFound/.test(name) || (name === 'ValidationError' && /does not exist/.test(message)),
    say: () => 'there is none in this account and region',
  },
  {
    fault: 'not-available',
    // The emulator's error names for a service or a call that it lacks.
    is: byName(/^(NotImplemented|UnknownOperation|InvalidAction|UnsupportedOperation)/),
    say: () => 'not available here',
  },
  {
    fault: 'unreachable',
    is: byCode(/^(ENOTFOUND|EAI_AGAIN)$/),
    say: (failure) =>
      `DNS finds no ${placeOf(failure)}: is the region right (AWS_REGION), and this machine on the internet? ${OR_LOCAL}`,
  },
  {
    fault: 'unreachable',
    is: byCode(/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN)$/),
    say: refused,
  },
  {
    fault: 'unreachable',
    is: byCode(/CERT|SIGNATURE|^ERR_(TLS|SSL)|^EPROTO$|_CA$|ISSUER/),
    say: ({ code }) =>
      `the TLS certificate is not trusted here (${code}): behind a proxy that decrypts TLS, set NODE_EXTRA_CA_CERTS to the file with its certificate`,
  },
  {
    fault: 'other',
    is: ({ name, code }) => /^(TimeoutError|AbortError)$/.test(name) || code === 'ETIMEDOUT',
    say: () => 'AWS did not answer in time: is this machine on the internet? Try again',
  },
  {
    fault: 'other',
    is: byCode(/^(ECONNRESET|EPIPE|ECONNABORTED)$/),
    say: () => 'the connection to AWS was cut before an answer: try again',
  },
  {
    fault: 'other',
    is: byName(/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|LimitExceeded|BandwidthLimit/),
    say: ({ message }) => `AWS throttles this account: try again in a minute (${firstLine(message)})`,
  },
];

/**
 * Explains in one line why a call failed, and names a remedy. AWS's own message appears only if no kind matches.
 * @param needs the permission that the call needs
 */
export function explainAwsError(
  error: unknown,
  needs: string,
  environment: NodeJS.ProcessEnv = process.env,
): [fault: AwsFault, why: string] {
  if (!(error instanceof Error)) return ['other', String(error)];
  // If ::1 and 127.0.0.1 both refuse, Node reports one error with an empty message.
  const [first] = error instanceof AggregateError ? error.errors : [];
  const { name } = error;
  const seen = (first instanceof Error ? first : error) as Failure['error'];
  const code = seen.code ?? (error as NodeJS.ErrnoException).code ?? '';
  const failure = { name, message: seen.message, code, error: seen, needs, environment };
  const kind = KINDS.find(({ is }) => is(failure));
  if (kind !== undefined) return [kind.fault, kind.say(failure)];
  return ['other', firstLine(seen.message) || code || name];
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim();
}
