/** Finds the known key that a misspelt one resembles. */

/** The most edits between two keys that count as a typing error. */
const MAX_EDITS = 2;

/**
 * Finds the known key that a misspelt one probably means.
 * @returns a key that differs in capitals or in at most two letters, or undefined
 */
export function nearestKey(given: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((key) => ({ key, edits: editsBetween(given.toLowerCase(), key.toLowerCase()) }))
    // In a short key, two letters are most of the word.
    .filter(({ key, edits }) => edits <= Math.min(MAX_EDITS, Math.floor(key.length / 3)))
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.key;
}

/** The number of insertions, deletions, replacements and swaps of neighbours between two texts (Damerau–Levenshtein). */
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
