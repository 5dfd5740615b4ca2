import { percentEncode } from '../shared/identity/percent-encoding.ts';

const PLAIN = /^[\x20-\x24\x26-\x7e]*$/;
const isPlainByte = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e && byte !== 0x25;

/**
 * Writes a name or an address as a header value: printable ASCII and spaces stand, `%` and everything else become
 * percent-encoded UTF-8, so that no name can split or end a header.
 */
export function headerValue(text: string): string {
  return percentEncode(text, PLAIN, isPlainByte);
}
