/** What went wrong, as callers and logs see it. `code` is part of the hooks' contract. */
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
 * Base of every error this project throws on purpose. `name` and `code` are literals because bundlers
 * rename classes; `message` is safe to show to a caller unless the leaf says otherwise.
 */
export abstract class BridgeError extends Error {
  abstract override readonly name: string;
  abstract readonly code: ErrorCode;
}

/** The decoded body is longer than the hooks read. */
export class BodyTooLarge extends BridgeError {
  override readonly name = 'BodyTooLarge';
  readonly code = 'body_too_large';
  constructor(limitBytes: number) {
    super(`The body is longer than ${limitBytes} bytes.`);
  }
}

/** Missing, malformed, stale or wrong signature. `detail` goes to the log; the message helps an honest caller. */
export class SignatureRefused extends BridgeError {
  override readonly name = 'SignatureRefused';
  readonly code = 'invalid_signature';
  readonly detail: 'missing' | 'malformed' | 'stale' | 'mismatch';
  constructor(detail: SignatureRefused['detail'], message: string) {
    super(message);
    this.detail = detail;
  }
}

/** The request is not `application/json`. */
export class UnsupportedMediaType extends BridgeError {
  override readonly name = 'UnsupportedMediaType';
  readonly code = 'unsupported_media_type';
  constructor() {
    super('Send the body as Content-Type: application/json.');
  }
}

/** The body is not JSON, not an object, or a field is not what it must be. */
export class InvalidBody extends BridgeError {
  override readonly name = 'InvalidBody';
  readonly code = 'invalid_body';
}

/** The `webhook-id` was used before. */
export class HookReplayed extends BridgeError {
  override readonly name = 'HookReplayed';
  readonly code = 'replayed';
  constructor() {
    super('This webhook-id was used before. Sign a new request with a new id.');
  }
}

/** The store did not answer in time, or answered that it cannot serve. */
export class StoreUnreachable extends BridgeError {
  override readonly name = 'StoreUnreachable';
  readonly code = 'store_unreachable';
  /** The store's own word for it, such as `READONLY` or `ECONNREFUSED`; never a command or its arguments. */
  readonly reason: string;
  constructor(reason: string) {
    super('The session store is out of reach. Try again under a new webhook-id.');
    this.reason = reason;
  }
}

/** A secret could not be read, or what is stored in it cannot be used. The message names the setting, never the value. */
export class SecretUnavailable extends BridgeError {
  override readonly name = 'SecretUnavailable';
  readonly code = 'secret_unavailable';
  /** What is wrong, for the log. */
  readonly reason: string;
  constructor(reason: string) {
    super('The bridge cannot read its secrets. Try again.');
    this.reason = reason;
  }
}

/** An environment variable is missing or unusable; found at cold start, so the function never runs with it. */
export class InvalidSetting extends BridgeError {
  override readonly name = 'InvalidSetting';
  readonly code = 'invalid_setting';
}

/** The authorizer was called by an API it has no wiki for. */
export class UnknownWiki extends BridgeError {
  override readonly name = 'UnknownWiki';
  readonly code = 'unknown_wiki';
  constructor(apiId: string) {
    super(`No wiki is configured for API ${JSON.stringify(apiId)}.`);
  }
}
