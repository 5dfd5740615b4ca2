/** Keys further apart than this are not taken for a slip of each other. */
const MAX_EDITS = 2;

/**
 * The known key that a given one was probably meant to be, or undefined: the same but for capitals, or at most two
 * letters away.
 */
export function nearestKey(given: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((key) => ({ key, edits: editsBetween(given.toLowerCase(), key.toLowerCase()) }))
    // Of a short key two letters are most of it.
    .filter(({ key, edits }) => edits <= Math.min(MAX_EDITS, Math.floor(key.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.key;
}

/** Letters to put in, take out, replace or swap with their neighbour to make one text of the other (Damerau). */
function editsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]?.push(
        Math.min(
          at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
