import { BridgeError, SecretUnavailable, SignatureRefused, StoreUnreachable } from './errors.ts';

/**
 * What a log may say of an error. Messages of errors that are not ours are left out: JSON.parse quotes its input, and
 * a store's reply error carries the command.
 */
export function errorFields(error: unknown): Record<string, string> {
  if (error instanceof SignatureRefused) return { error: error.name, detail: error.detail };
  if (error instanceof StoreUnreachable || error instanceof SecretUnavailable) {
    return { error: error.name, detail: error.reason };
  }
  if (error instanceof BridgeError) return { error: error.name, detail: error.message };
  if (!(error instanceof Error)) return { error: 'unknown' };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return { error: error.name, stack: frames.slice(0, 8).join('\n') };
}
