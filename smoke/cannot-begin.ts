/** Nothing can be checked at all; the message says what to look at. */
export class CannotBegin extends Error {
  override readonly name = 'CannotBegin';
}
