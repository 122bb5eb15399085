// What `lock.js` asks of Web Crypto, for pages over plain http, where browsers withhold it:
// PBKDF2 with HMAC-SHA-256 (RFC 8018) and the opening half of AES-256-GCM (NIST SP 800-38D).
// Over such a connection whoever stands on the way can exchange scripts, this one as well:
// it keeps a site from its host's storage and logs, not from the network (docs/access.md).
self.faultbook.plainCrypto = (salt, rounds) => {
'use strict';
const { mix, keyed, hmac } = self.faultbook.sha256;
const wordsOf = (bytes) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.byteLength >> 2 }, (_, at) => view.getUint32(at * 4));
};
const bytesOf = (words) => {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  words.forEach((word, at) => view.setUint32(at * 4, word));
  return new Uint8Array(view.buffer);
};

// ---- PBKDF2, with a pause now and then in which the page stays alive

const AT_ONCE = 4000;
const master = async (word) => {
  const [inner, outer] = keyed(new TextEncoder().encode(word));
  const first = new Uint8Array(salt.length + 4);
  first.set(salt);
  first[salt.length + 3] = 1;
  // A hash and its filling: 32 bytes behind a block of 64.
  const block = new Uint32Array(16);
  block.set(wordsOf(hmac([inner, outer], first)));
  block[8] = 0x80000000;
  block[15] = 96 * 8;
  const key = block.slice(0, 8);
  const state = new Uint32Array(8);
  for (let n = 1; n < rounds; n++) {
    state.set(inner);
    mix(state, block);
    block.set(state);
    state.set(outer);
    mix(state, block);
    block.set(state);
    for (let at = 0; at < 8; at++) key[at] ^= state[at];
    if (n % AT_ONCE === 0) await new Promise((done) => { setTimeout(done); });
  }
  return bytesOf(key);
};

// ---- AES-256, one block forwards

const S = new Uint8Array(256);
const T = [0, 1, 2, 3].map(() => new Uint32Array(256));
const turned = (word, bits) => ((word >>> bits) | (word << (32 - bits))) >>> 0;
const double = (byte) => (byte << 1) ^ (byte & 128 ? 0x11b : 0);
for (let p = 1, q = 1, n = 0; n < 255; n++) {
  p = (p ^ double(p)) & 255;
  q ^= q << 1; q ^= q << 2; q ^= q << 4; q &= 255;
  if (q & 128) q ^= 9;
  S[p] = (q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)) & 255 ^ 0x63;
}
S[0] = 0x63;
S.forEach((s, x) => {
  const word = ((double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s)) >>> 0;
  T.forEach((table, at) => { table[x] = turned(word, 8 * at); });
});
const replaced = (word) => ((S[word >>> 24] << 24) | (S[(word >>> 16) & 255] << 16) | (S[(word >>> 8) & 255] << 8) | S[word & 255]) >>> 0;

const schedule = (bytes) => {
  const words = [...wordsOf(bytes)];
  for (let at = 8, round = 1; at < 60; at++) {
    let word = words[at - 1];
    if (at % 8 === 0) {
      word = replaced(turned(word, 24)) ^ (round << 24);
      round = double(round);
    } else if (at % 8 === 4) word = replaced(word);
    words.push((words[at - 8] ^ word) >>> 0);
  }
  return Uint32Array.from(words);
};

const cipher = (k, block) => {
  let [a, b, c, d] = [0, 1, 2, 3].map((at) => block[at] ^ k[at]);
  const column = (w, x, y, z, key) => T[0][w >>> 24] ^ T[1][(x >>> 16) & 255] ^ T[2][(y >>> 8) & 255] ^ T[3][z & 255] ^ key;
  for (let at = 4; at < 56; at += 4) {
    [a, b, c, d] = [column(a, b, c, d, k[at]), column(b, c, d, a, k[at + 1]), column(c, d, a, b, k[at + 2]), column(d, a, b, c, k[at + 3])];
  }
  const last = (w, x, y, z, key) => (replaced((w & 0xff000000) | (x & 0xff0000) | (y & 0xff00) | (z & 255)) ^ key) >>> 0;
  return [last(a, b, c, d, k[56]), last(b, c, d, a, k[57]), last(c, d, a, b, k[58]), last(d, a, b, c, k[59])];
};

// ---- GCM

/** Multiplies in GF(2^128), a bit at a time. */
const times = (x, h) => {
  let [z0, z1, z2, z3] = [0, 0, 0, 0];
  let [v0, v1, v2, v3] = h;
  for (let at = 0; at < 128; at++) {
    if ((x[at >> 5] >>> (31 - (at & 31))) & 1) { z0 ^= v0; z1 ^= v1; z2 ^= v2; z3 ^= v3; }
    const carry = v3 & 1;
    v3 = (v3 >>> 1) | (v2 << 31); v2 = (v2 >>> 1) | (v1 << 31); v1 = (v1 >>> 1) | (v0 << 31); v0 = (v0 >>> 1) ^ (carry ? 0xe1000000 : 0);
  }
  x[0] = z0; x[1] = z1; x[2] = z2; x[3] = z3;
};
const filled = (bytes) => {
  const out = new Uint8Array((bytes.length + 15) & ~15);
  out.set(bytes);
  return wordsOf(out);
};

const open = async (key, iv, data, bound) => {
  const text = data.slice(0, -16);
  const h = cipher(key, [0, 0, 0, 0]);
  const sum = new Uint32Array(4);
  const words = filled(text);
  for (const part of [filled(bound), words, Uint32Array.of(0, bound.length * 8, Math.floor(text.length / 2 ** 29), text.length * 8)]) {
    for (let at = 0; at < part.length; at += 4) {
      for (let n = 0; n < 4; n++) sum[n] ^= part[at + n];
      times(sum, h);
    }
  }
  const counter = [...wordsOf(iv.slice()), 1];
  const mask = cipher(key, counter);
  if (wordsOf(data.slice(-16)).some((word, at) => word !== (sum[at] ^ mask[at]) >>> 0)) throw new Error('broken');
  for (let at = 0; at < words.length; at += 4) {
    counter[3] += 1;
    cipher(key, counter).forEach((word, n) => { words[at + n] ^= word; });
  }
  return bytesOf(words).slice(0, text.length);
};

return { master, key: async (bytes) => schedule(bytes), open };
};
