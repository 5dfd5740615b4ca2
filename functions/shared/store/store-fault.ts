/** Classifies what went wrong with the store: what a log may call it, and whether a retry can help. */
import { types } from 'node:util';

/** What the error of an attempt means for the next attempt. */
export interface StoreFault {
  /** A short word of the store or the socket, such as `READONLY`, `ECONNRESET` or `timeout`; safe to log. */
  readonly reason: string;
  /** Whether a fresh connection is likely to help. */
  readonly retryable: boolean;
  /** Whether the store refused the credentials. */
  readonly credentials: boolean;
}

const REFUSED_CREDENTIALS = new Set(['WRONGPASS', 'NOAUTH']);

/** Reply errors about this connection or this node, not about the command. */
const RETRYABLE_REPLIES = new Set([
  'READONLY',
  'MOVED',
  'ASK',
  'LOADING',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'MASTERDOWN',
  'UNKILLABLE',
  'BUSY',
]);

/**
 * Names a fault without using the error's message, since a reply error can carry the command and its arguments.
 * @param connectError why the last attempt to connect failed; it names the fault if the driver only says that it gave up
 *   or says nothing
 */
export function classifyStoreFault(error: unknown, connectError?: unknown): StoreFault {
  if (!types.isNativeError(error)) return { reason: 'unknown', retryable: false, credentials: false };
  if (types.isNativeError(connectError)) {
    if (error.name === 'MaxRetriesPerRequestError') return classifyStoreFault(connectError);
    // The driver keeps a command that was in flight when the connection broke, however often the store refuses it after.
    if (error.name === 'AttemptTimeout') {
      const refusal = classifyStoreFault(connectError);
      if (refusal.credentials) return refusal;
    }
  }
  if (error.name === 'ReplyError') {
    const word = /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';
    const reason = refusal(word, error.message) ?? word;
    const credentials = REFUSED_CREDENTIALS.has(reason);
    return { reason, credentials, retryable: credentials || RETRYABLE_REPLIES.has(reason) };
  }
  return { reason: socketReason(error), retryable: true, credentials: false };
}

/**
 * Names a command or a key that the store refuses, in a script or outside. Takes only the command's own name from the
 * message, which can hold arguments.
 */
function refusal(word: string, message: string): string | undefined {
  if (word !== 'NOPERM' && word !== 'ERR') return undefined;
  const command = /has no permissions to run the '([a-z|]{1,40})' command/.exec(message)?.[1];
  if (command !== undefined) return `NOPERM command ${command}`;
  if (/No permissions to access a key/.test(message)) return 'NOPERM key';
  if (/command is not allowed from script/i.test(message)) return 'ERR command not allowed from script';
  const unknown = /^ERR unknown command '([A-Za-z]{1,40})'/.exec(message)?.[1];
  return unknown === undefined ? undefined : `ERR unknown command ${unknown.toLowerCase()}`;
}

function socketReason(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)) return code;
  if (error.name === 'MaxRetriesPerRequestError') return 'connection-refused';
  if (error.name === 'AttemptTimeout') return 'timeout';
  return error.name === 'Error' ? 'connection-closed' : error.name;
}
