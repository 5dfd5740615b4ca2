import type { Member } from './cookie-fingerprint.ts';

/** A short name for a session, in the assertion's `sid` and in logs: the member's first 16 hex digits open nothing. */
export function sessionId(member: Member): string {
  return member.slice(0, 16);
}
