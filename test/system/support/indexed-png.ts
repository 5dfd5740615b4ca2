import { crc32, deflateSync, inflateSync } from 'node:zlib';

// PNG (Third Edition), W3C: chunks in section 5, filters in section 9.
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TRUECOLOUR = 2;
const TRUECOLOUR_WITH_ALPHA = 6;
const INDEXED = 3;
const MAX_COLOURS = 256;
const LOOK_STEPS = [1, 2, 4, 8, 16, 32, 64];

interface Picture {
  width: number;
  height: number;
  /** Bytes a pixel: 3, or 4 with alpha, which a page that covers everything does not use. */
  depth: number;
  pixels: Buffer;
}

/**
 * A browser's screenshot with at most 256 colours, a third of its size: text on plain ground looks the same. Near
 * colours become one only as far as it takes. @throws {Error} for a PNG that a browser does not write
 */
export function indexedPng(png: Buffer): Buffer {
  const picture = decode(png);
  for (const step of LOOK_STEPS) {
    const encoded = encode(picture, step);
    if (encoded) return encoded;
  }
  throw new Error('more than 256 colours, however coarse');
}

function decode(png: Buffer): Picture {
  const data: Buffer[] = [];
  let header = Buffer.alloc(13);
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 8, at + 8 + length);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') header = Buffer.from(body);
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const [bits, colourType, , , interlace] = header.subarray(8);
  const depth = { [TRUECOLOUR]: 3, [TRUECOLOUR_WITH_ALPHA]: 4 }[colourType ?? 0];
  if (bits !== 8 || depth === undefined || interlace !== 0) throw new Error('not a screenshot of a browser');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  return { width, height, depth, pixels: unfilter(inflateSync(Buffer.concat(data)), width * depth, depth) };
}

function unfilter(raw: Buffer, rowBytes: number, depth: number): Buffer {
  const rows = raw.length / (rowBytes + 1);
  const out = Buffer.alloc(rows * rowBytes);
  for (let y = 0; y < rows; y++) {
    const filter = raw[y * (rowBytes + 1)];
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const left = x < depth ? 0 : (out[at - depth] ?? 0);
      const up = y === 0 ? 0 : (out[at - rowBytes] ?? 0);
      const upLeft = x < depth || y === 0 ? 0 : (out[at - rowBytes - depth] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter ?? 0] ?? 0;
      out[at] = (raw[y * (rowBytes + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}

/** @returns nothing when colours that differ by `step` and more are over 256 */
function encode({ width, height, depth, pixels }: Picture, step: number): Buffer | undefined {
  const indexes = new Map<number, number>();
  const counts: Map<number, number>[] = [];
  const rows = Buffer.alloc(height * (width + 1));
  for (let i = 0; i < width * height; i++) {
    const colour = pixels.readUIntBE(i * depth, 3);
    const near = step === 1 ? colour : nearest(colour, step);
    let index = indexes.get(near);
    if (index === undefined) {
      if (indexes.size === MAX_COLOURS) return undefined;
      index = indexes.size;
      indexes.set(near, index);
      counts.push(new Map());
    }
    const seen = counts[index];
    seen?.set(colour, (seen.get(colour) ?? 0) + 1);
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, INDEXED], 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('PLTE', Buffer.concat(counts.map(mostFrequent))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** Of colours that become one, the one that covers most: a ground keeps its very colour. */
function mostFrequent(counts: Map<number, number>): Buffer {
  const [[colour] = [0]] = [...counts].sort(([, a], [, b]) => b - a);
  return Buffer.from([colour >> 16, (colour >> 8) & 255, colour & 255]);
}

function nearest(colour: number, step: number): number {
  const round = (channel: number) => Math.round(channel / step);
  return (round(colour >> 16) << 16) | (round((colour >> 8) & 255) << 8) | round(colour & 255);
}

function chunk(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])), 0);
  return Buffer.concat([head, body, tail]);
}
