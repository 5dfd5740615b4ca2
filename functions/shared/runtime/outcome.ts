import type { ErrorCode } from './errors.ts';

/** Why a visitor is nobody, or why a request is refused. */
export type Reason =
  | 'no-cookie'
  | 'dead-cookie'
  | 'conflicting-cookies'
  | 'store-unreachable'
  /** The request brought an identity header; always refused. */
  | 'forged-header';

/** How an invocation ended: the word in the log, and the metric dimension that alarms and the dashboard read. */
export type Outcome =
  | 'session_opened'
  | 'session_closed'
  | 'session_unknown'
  | 'user_revoked'
  | 'signed_in'
  | `anonymous:${Reason}`
  | `refused:${Reason}`
  | 'pruned'
  | 'stopped_early'
  /** Expire was asked to count only. */
  | 'counted'
  | ErrorCode
  | 'internal_error';
