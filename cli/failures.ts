/** Somebody said no, or was to be asked and could not be; nothing was changed since. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** What was begun did not come to its end, or what was found is wrong; the message says what to do. */
export class WentWrong extends Error {
  override readonly name = 'WentWrong';
}
