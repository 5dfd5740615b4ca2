/** What a failed attempt means for the next one. */
export interface StoreFault {
  /** The store's or the socket's own short word, such as `READONLY`, `ECONNRESET` or `timeout`; safe to log. */
  readonly reason: string;
  /** Whether a fresh connection may well help: then one retry, then a clear error. */
  readonly retryable: boolean;
}

/** Reply errors that speak of this connection or this node, not of the command. */
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
  'WRONGPASS',
  'NOAUTH',
]);

/**
 * Names a fault without its message: a reply error can carry the command and its arguments.
 */
export function classifyStoreFault(error: unknown): StoreFault {
  if (!(error instanceof Error)) return { reason: 'unknown', retryable: false };
  if (error.name === 'ReplyError') {
    const reason = /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';
    return { reason, retryable: RETRYABLE_REPLIES.has(reason) };
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)) return { reason: code, retryable: true };
  if (error.name === 'MaxRetriesPerRequestError') return { reason: 'connection-refused', retryable: true };
  if (error.name === 'AttemptTimeout') return { reason: 'timeout', retryable: true };
  return { reason: error.name === 'Error' ? 'connection-closed' : error.name, retryable: true };
}
