/**
 * Drops the blanks and tabs around a pair; `trim` would drop more, and so change what is hashed. By hand, since a regular
 * expression that looks for blanks at the end begins anew at each blank inside.
 */
function withoutOuterBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

/**
 * Finds the values a request carries for one cookie name, as RFC 6265 section 5.4 would have sent them.
 * @param pairs `name=value` texts, each perhaps several joined by `;`
 * @returns the distinct, unquoted, non-empty values in the order they came
 */
export function cookieValues(pairs: readonly string[], name: string): string[] {
  const values = new Set<string>();
  const prefix = `${name}=`;
  for (const text of pairs) {
    for (const part of text.includes(';') ? text.split(';') : [text]) {
      const pair = withoutOuterBlanks(part);
      if (!pair.startsWith(prefix)) continue;
      const value = unquote(pair.slice(prefix.length));
      if (value !== '') values.add(value);
    }
  }
  return [...values];
}

/** Drops the double quotes some servers put around a value that holds `@`; what is inside stands as it is. */
function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
