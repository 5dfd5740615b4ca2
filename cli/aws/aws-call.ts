/** Why a call to AWS failed, as far as it makes a difference to what comes next. */
export type AwsFault = 'not-allowed' | 'not-found' | 'no-credentials' | 'not-available' | 'other';

/** A call to AWS failed; the message says which and what would help, in one line. */
export class AwsCallFailed extends Error {
  override readonly name = 'AwsCallFailed';
  readonly fault: AwsFault;
  constructor(fault: AwsFault, message: string, cause: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

/** What is asked of AWS, for whoever reads that it failed. */
export interface Asked {
  /** Such as `the schedule`. */
  readonly what: string;
  /** The right that the call needs, such as `scheduler:GetSchedule`. */
  readonly needs: string;
}

/** Makes a call to AWS. @throws {AwsCallFailed} */
export async function askAws<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const [fault, why] = explainAwsError(error, asked.needs);
    throw new AwsCallFailed(fault, `${asked.what}: ${why}`, error);
  }
}

const NOT_ALLOWED = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|KMSAccessDenied|NotAuthorized)/;
const EXPIRED = /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/;
const UNKNOWN_CREDENTIALS =
  /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKeyId)/;
/** The emulator's words for a service or a call that it lacks. */
const NOT_AVAILABLE = /^(NotImplemented|UnknownOperation|InvalidAction|UnsupportedOperation)/;

/** Says in a few words why a call failed. Messages of AWS's own are shown only where none of these fits. */
export function explainAwsError(error: unknown, needs: string): [fault: AwsFault, why: string] {
  if (!(error instanceof Error)) return ['other', String(error)];
  const { name, message } = error;
  if (NOT_ALLOWED.test(name)) return ['not-allowed', `not allowed: needs ${needs}`];
  if (EXPIRED.test(name)) return ['no-credentials', 'the AWS credentials have expired: log in anew'];
  if (UNKNOWN_CREDENTIALS.test(name)) return ['no-credentials', 'AWS does not take these credentials'];
  if (/^(CredentialsProvider|TokenProvider)Error$/.test(name))
    return ['no-credentials', 'no AWS credentials: set AWS_PROFILE, or log in with the AWS CLI'];
  if (/region is missing/i.test(message)) return ['no-credentials', 'no region: set AWS_REGION'];
  if (/NotFound/.test(name) || (name === 'ValidationError' && /does not exist/.test(message)))
    return ['not-found', 'there is none in this account and region'];
  if (NOT_AVAILABLE.test(name)) return ['not-available', 'not available here'];
  // A refused connection to both ::1 and 127.0.0.1 has an empty message.
  const code = (error as NodeJS.ErrnoException).code;
  return ['other', message.split('\n')[0] || code || name];
}
