/** Percent-encodes text as UTF-8, and decodes it again. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HEX = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);

/**
 * Percent-encodes all bytes of a text's UTF-8 that are not plain.
 * @param text well-formed text
 * @param plain matches a text that needs no encoding: an anchored expression without the flag `g`
 * @param isPlainByte whether a byte stays as it is
 */
export function percentEncode(text: string, plain: RegExp, isPlainByte: (byte: number) => boolean): string {
  if (plain.test(text)) return text;
  let encoded = '';
  for (const byte of encoder.encode(text))
    encoded += isPlainByte(byte) ? String.fromCharCode(byte) : HEX[byte];
  return encoded;
}

/**
 * Decodes `%XX` sequences as UTF-8.
 * @returns the text, or undefined if a sequence is broken or the bytes are not UTF-8
 */
export function percentDecode(encoded: string): string | undefined {
  if (!encoded.includes('%')) return encoded;
  const bytes: number[] = [];
  for (let i = 0; i < encoded.length; i++) {
    const code = encoded.charCodeAt(i);
    if (code > 0x7f) return undefined;
    if (code !== 0x25) {
      bytes.push(code);
      continue;
    }
    const hex = encoded.slice(i + 1, i + 3);
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return undefined;
    bytes.push(Number.parseInt(hex, 16));
    i += 2;
  }
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
