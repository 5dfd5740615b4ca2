import { createSecretKey, type KeyObject } from 'node:crypto';
import { CachedValue } from '../runtime/cached-value.ts';
import { SecretUnavailableError } from '../runtime/errors.ts';
import { type ReadSecret, SECRET_TIMES, secretReader } from '../runtime/secrets.ts';

/** Keys that sign hooks: the current one and, during a rotation, the one before. */
export type HookKeys = readonly KeyObject[];

/** A cached set of hook keys, both versions read at once. */
export function cachedHookKeys(arn: string, read: ReadSecret = secretReader()): CachedValue<HookKeys> {
  return new CachedValue(async () => {
    const [current, previous] = await Promise.all([read(arn, 'AWSCURRENT'), read(arn, 'AWSPREVIOUS')]);
    if (current === undefined) throw new SecretUnavailableError('the hook secret holds no text');
    return [parseHookSecret(current), ...previousKeys(previous)];
  }, SECRET_TIMES);
}

/** Whoever corrects a bad secret leaves the bad one behind as the previous: that must not stop the good one. */
function previousKeys(text: string | undefined): HookKeys {
  try {
    return text === undefined ? [] : [parseHookSecret(text)];
  } catch {
    return [];
  }
}

/** Standard Webhooks: a symmetric key has at least 24 bytes. */
const MIN_KEY_BYTES = 24;

/**
 * Reads a hook secret: base64, with or without the prefix `whsec_` (Standard Webhooks, "Secret serialization").
 * @throws SecretUnavailable
 */
export function parseHookSecret(secret: string): KeyObject {
  const text = secret.trim().replace(/^whsec_/, '');
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || key.length < MIN_KEY_BYTES) {
    throw new SecretUnavailableError(`the hook secret is not base64 of at least ${MIN_KEY_BYTES} bytes`);
  }
  return createSecretKey(key);
}
