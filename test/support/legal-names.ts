// The rules for names as the contract words them, written a second time and in another way than the functions do.

/** Unicode's White_Space, from PropList.txt. */
const WHITE_SPACE = new Set([
  0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
  0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
]);

const isControl = (point: number): boolean => point < 0x20 || (point >= 0x7f && point < 0xa0);
const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;
const pointsOf = (text: string): number[] =>
  Array.from(text, (character) => character.codePointAt(0) as number);

/** Whether a name may be used, once it is in NFC. */
export function isLegalUsername(name: string): boolean {
  if (pointsOf(name).some(isSurrogate)) return false;
  const points = pointsOf(name.normalize('NFC'));
  return (
    points.length >= 1 &&
    points.length <= 255 &&
    !points.some(isControl) &&
    !WHITE_SPACE.has(points[0] as number) &&
    !WHITE_SPACE.has(points.at(-1) as number)
  );
}

/** Whether an address may be used, once it is in NFC. */
export function isLegalEmail(email: string): boolean {
  if (email === '') return true;
  if (pointsOf(email).some(isSurrogate)) return false;
  const text = email.normalize('NFC');
  const points = pointsOf(text);
  const parts = text.split('@');
  return (
    points.length <= 254 &&
    !points.some((point) => isControl(point) || WHITE_SPACE.has(point)) &&
    parts.length === 2 &&
    parts.every((part) => part !== '')
  );
}
