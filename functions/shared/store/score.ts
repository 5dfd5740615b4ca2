/** Reads a score as the store writes it; `inf` is a number there and not for JavaScript. */
export function parseScore(reply: string | number | null | undefined): number | null {
  if (reply === null || reply === undefined) return null;
  if (typeof reply === 'number') return reply;
  if (reply === 'inf' || reply === '+inf') return Number.POSITIVE_INFINITY;
  if (reply === '-inf') return Number.NEGATIVE_INFINITY;
  return Number(reply);
}
