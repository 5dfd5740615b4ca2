import { expect, test } from '@jest/globals';
import { sessionId } from '../../../functions/shared/cookie/session-id.ts';

test('a session is named by the first 16 hex digits of its member', () => {
  expect(sessionId('0123456789abcdef'.repeat(4))).toBe('0123456789abcdef');
});
