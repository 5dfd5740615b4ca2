import { expect, test } from '@jest/globals';
import { headerValue } from '../../../functions/authorizer/authorizer-response.ts';

test.each([
  ['', ''],
  ['alice', 'alice'],
  ['Alice B. Cooper', 'Alice B. Cooper'],
  ['a#b;c,d"e\\f|~', 'a#b;c,d"e\\f|~'],
  ['100%', '100%25'],
  ['%41', '%2541'],
  ['Zoë', 'Zo%C3%AB'],
  ['🦊', '%F0%9F%A6%8A'],
  ['a\u200fb', 'a%E2%80%8Fb'],
  ['a\r\nX-Remote-User: admin', 'a%0D%0AX-Remote-User: admin'],
  ['a\0b\u007f', 'a%00b%7F'],
])('%j is written as %j', (text, value) => {
  expect(headerValue(text)).toBe(value);
});
