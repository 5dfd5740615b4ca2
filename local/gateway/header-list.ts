/** Headers as a list of pairs in their order and spelling. */

/** Headers in their original order and spelling; a name may occur several times. */
export type HeaderList = [name: string, value: string][];

/** Node's flat `rawHeaders` as pairs. */
export function headerList(raw: readonly string[]): HeaderList {
  const list: HeaderList = [];
  for (let i = 0; i + 1 < raw.length; i += 2) list.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return list;
}

/** All values of one header. Names are compared without case. */
export function valuesOf(headers: HeaderList, name: string): string[] {
  return headers.filter(([key]) => sameName(key, name)).map(([, value]) => value);
}

export function without(headers: HeaderList, name: string): HeaderList {
  return headers.filter(([key]) => !sameName(key, name));
}

export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Decodes header text, which Node.js represents with one character for each byte, as UTF-8. */
export function decodeBytes(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** Encodes text as UTF-8, with one character for each byte. */
export function encodeBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
