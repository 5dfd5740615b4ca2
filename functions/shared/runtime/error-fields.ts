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
  return { error: error.name, stack: framesOf(error).slice(0, 8).join('\n') };
}

/** The stack begins with the message, which can hold lines that look like frames; where it does not, none is shown. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  if (start < 0) return [];
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '));
}
