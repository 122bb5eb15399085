// Pictures as bytes: a PNG read (8 bits a channel or an index, not interlaced, as Chromium
// and this file write it), made smaller, and written with as few bytes as it needs. Own
// code, because a canvas of Chromium writes no palette, which takes three times the bytes.
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Bytes of one point by the kind of colour that the head of a PNG names. */
const BYTES = { 2: 3, 3: 1, 6: 4 };

function* chunks(png) {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    yield [png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, end)];
    at = end + 4;
  }
}

/** Undoes in place what each line says of the one above it and of the point to its left. */
function unfilter(lines, length, bytes) {
  const size = length + 1;
  for (let at = 0; at < lines.length; at += size) {
    const filter = lines[at];
    if (filter === 0) continue;
    for (let i = at + 1; i < at + size; i += 1) {
      const inner = i > at + bytes;
      const left = inner ? lines[i - bytes] : 0;
      const up = at ? lines[i - size] : 0;
      if (filter === 1) lines[i] += left;
      else if (filter === 2) lines[i] += up;
      else if (filter === 3) lines[i] += (left + up) >> 1;
      else lines[i] += nearest(left, up, inner && at ? lines[i - bytes - size] : 0);
    }
  }
}

/** The one of three neighbours that lies nearest to what they foretell together. */
function nearest(left, up, corner) {
  const a = Math.abs(up - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + up - 2 * corner);
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** A picture: its width, its height, and three bytes a point. */
export function decode(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('is no PNG');
  const found = { IDAT: [] };
  for (const [name, bytes] of chunks(png)) name === 'IDAT' ? found.IDAT.push(bytes) : (found[name] = bytes);
  const [width, height] = [found.IHDR.readUInt32BE(0), found.IHDR.readUInt32BE(4)];
  const bytes = BYTES[found.IHDR[9]];
  if (found.IHDR[8] !== 8 || !bytes || found.IHDR[12]) throw new Error('is a PNG of a kind that is not read here');
  const lines = inflateSync(Buffer.concat(found.IDAT));
  const length = width * bytes;
  unfilter(lines, length, bytes);
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1) {
    const line = lines.subarray(y * (length + 1) + 1, (y + 1) * (length + 1));
    if (bytes === 3) line.copy(data, to);
    for (let x = 0; x < length && bytes !== 3; x += bytes) {
      const [colours, from] = bytes === 1 ? [found.PLTE, line[x] * 3] : [line, x];
      for (let i = 0; i < 3; i += 1) data[to + (x / bytes) * 3 + i] = colours[from + i];
    }
    to += width * 3;
  }
  return { width, height, data };
}

/** Each `scale` × `scale` points become their mean, rounded to `levels` steps a channel. */
export function reduced({ width, height, data }, scale, levels) {
  const [w, h] = [Math.floor(width / scale), Math.floor(height / scale)];
  const small = { width: w, height: h, data: Buffer.alloc(w * h * 3) };
  const sums = new Uint32Array(w * 3);
  const step = 255 / (levels - 1);
  const most = scale * scale * step;
  for (let y = 0; y < h; y += 1) {
    sums.fill(0);
    for (let line = y * scale; line < (y + 1) * scale; line += 1) {
      for (let x = 0, from = line * width * 3; x < w * 3; x += 3) {
        for (let i = 0; i < scale; i += 1, from += 3) {
          sums[x] += data[from];
          sums[x + 1] += data[from + 1];
          sums[x + 2] += data[from + 2];
        }
      }
    }
    for (let i = 0; i < sums.length; i += 1) small.data[y * w * 3 + i] = Math.round(Math.round(sums[i] / most) * step);
  }
  return small;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function chunk(name, bytes) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), bytes]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(bytes.length, 0);
  body.copy(whole, 4);
  // zlib.crc32 is not in the Node of Debian 12
  whole.writeUInt32BE((body.reduce((crc, byte) => TABLE[(crc ^ byte) & 255] ^ (crc >>> 8), ~0) ^ ~0) >>> 0, body.length + 4);
  return whole;
}

/** A picture as PNG: with a palette where 256 colours do, else three bytes a point. */
export function encode({ width, height, data }) {
  const palette = new Map();
  const points = Buffer.alloc(width * height);
  for (let i = 0; i < points.length; i += 1) {
    const colour = data.readUIntBE(i * 3, 3);
    if (!palette.has(colour)) palette.set(colour, palette.size);
    points[i] = palette.get(colour);
  }
  const indexed = palette.size <= 256;
  const length = indexed ? width : width * 3;
  const lines = Buffer.alloc((length + 1) * height);
  for (let y = 0; y < height; y += 1) (indexed ? points : data).copy(lines, y * (length + 1) + 1, y * length, (y + 1) * length);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, indexed ? 3 : 2], 8);
  const parts = [SIGNATURE, chunk('IHDR', head)];
  if (indexed) parts.push(chunk('PLTE', Buffer.from([...palette.keys()].flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]))));
  return Buffer.concat([...parts, chunk('IDAT', deflateSync(lines, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
