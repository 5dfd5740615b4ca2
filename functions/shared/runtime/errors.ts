/** Every error that the bridge throws on purpose, and what a log may say about any error. */

/** The cause of an error, for callers and logs. The hooks' contract lists these codes. */
export type ErrorCode =
  | 'body_too_large'
  | 'invalid_signature'
  | 'unsupported_media_type'
  | 'invalid_body'
  | 'replayed'
  | 'store_unreachable'
  | 'secret_unavailable'
  | 'invalid_setting'
  | 'unknown_wiki';

/**
 * The base of the bridge's errors. `name`, the word that logs show, and `code` are literals because bundlers rename
 * classes. `message` is safe to show to a caller unless the subclass says otherwise.
 */
export abstract class BridgeError extends Error {
  abstract override readonly name: string;
  abstract readonly code: ErrorCode;
}

/** The decoded body is longer than the hooks read. */
export class BodyTooLargeError extends BridgeError {
  override readonly name = 'BodyTooLarge';
  readonly code = 'body_too_large';
  constructor(limitBytes: number) {
    super(`The body is longer than ${limitBytes} bytes.`);
  }
}

/** The signature is missing, malformed, stale or wrong. `detail` goes to the log; the message helps an honest caller. */
export class SignatureRefusedError extends BridgeError {
  override readonly name = 'SignatureRefused';
  readonly code = 'invalid_signature';
  readonly detail: 'missing' | 'malformed' | 'stale' | 'mismatch';
  constructor(detail: SignatureRefusedError['detail'], message: string) {
    super(message);
    this.detail = detail;
  }
}

/** The request is not `application/json`. */
export class UnsupportedMediaTypeError extends BridgeError {
  override readonly name = 'UnsupportedMediaType';
  readonly code = 'unsupported_media_type';
  constructor() {
    super('Send the body as Content-Type: application/json.');
  }
}

/** The body is not JSON, is not an object, or has a field with an illegal value. */
export class InvalidBodyError extends BridgeError {
  override readonly name = 'InvalidBody';
  readonly code = 'invalid_body';
}

/** An earlier request used the same `webhook-id`. */
export class HookReplayedError extends BridgeError {
  override readonly name = 'HookReplayed';
  readonly code = 'replayed';
  constructor() {
    super('This webhook-id was used before. Sign a new request with a new id.');
  }
}

/** The store did not answer in time, or answered that it cannot serve. */
export class StoreUnreachableError extends BridgeError {
  override readonly name = 'StoreUnreachable';
  readonly code = 'store_unreachable';
  /** The store's own word for the fault, such as `READONLY` or `ECONNREFUSED`; never a command or its arguments. */
  readonly reason: string;
  constructor(reason: string) {
    super('The session store is out of reach. Try again under a new webhook-id.');
    this.reason = reason;
  }
}

/** The bridge cannot read a secret, or cannot use its text. */
export class SecretUnavailableError extends BridgeError {
  override readonly name = 'SecretUnavailable';
  readonly code = 'secret_unavailable';
  /** What is wrong, for the log; never the secret's text. */
  readonly reason: string;
  constructor(reason: string) {
    super('The bridge cannot read its secrets. Try again.');
    this.reason = reason;
  }
}

/** An environment variable is missing or unusable. A cold start throws this, so no function ever runs with it. */
export class InvalidSettingError extends BridgeError {
  override readonly name = 'InvalidSetting';
  readonly code = 'invalid_setting';
}

/** An API that no wiki belongs to invoked the authorizer. */
export class UnknownWikiError extends BridgeError {
  override readonly name = 'UnknownWiki';
  readonly code = 'unknown_wiki';
  constructor(apiId: string) {
    super(`No wiki is configured for API ${JSON.stringify(apiId)}.`);
  }
}

/**
 * Gives the fields that a log may hold of an error. Messages of errors from elsewhere stay out: JSON.parse quotes its
 * input, and a store's reply error carries the command.
 */
export function errorFields(error: unknown): Record<string, string> {
  if (error instanceof SignatureRefusedError) return { error: error.name, detail: error.detail };
  if (error instanceof StoreUnreachableError || error instanceof SecretUnavailableError) {
    return { error: error.name, detail: error.reason };
  }
  if (error instanceof BridgeError) return { error: error.name, detail: error.message };
  if (!(error instanceof Error)) return { error: 'unknown' };
  return { error: error.name, stack: framesOf(error).slice(0, 8).join('\n') };
}

/** Cuts the message off, which can hold lines that look like frames. If the stack lacks it, no frame is safe to show. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '));
}
