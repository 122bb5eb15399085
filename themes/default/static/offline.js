// The copy of the site on this device, for the service worker and the pages alike.
//
// **Versions never mix.** A file is kept under the hash of its bytes, not under its
// path. Which bytes belong to a path says the list of one edition (`offline.json` and
// its parts, written at the end of the build); nothing is kept, and nothing kept is
// shown, unless its hash is the one that this list names. So a page of one edition
// cannot get a style sheet, script or index file of another, whatever the host, a cache
// on the way or a publication half done may deliver.
//
// A new edition is loaded beside the old one (equal files are there already: their hash
// is the same) and becomes the one shown by a single write of `.copy/state`, when the
// last file has arrived. What only the old edition needs is removed after that.
//
//   .copy/<hash>     a file, or a part of a list
//   .copy/list       the list of the edition that is shown
//   .copy/state      {version, whole, part}: which edition, whether all of it is there,
//                    and whether loading all of it has begun
//   .copy/page-<id>  which edition an open window shows (kept by the service worker)
self.faultbookCopy = (root) => {
'use strict';
const NAME = `faultbook ${root.pathname}`;
const AT_ONCE = 6;
const at = (name) => new URL(`.copy/${name}`, root).href;
const store = () => caches.open(NAME);
const read = async (name) => (await (await store()).match(at(name)))?.json();
const write = async (name, value) => (await store()).put(at(name), new Response(JSON.stringify(value)));
const kept = async (hash) => (await store()).match(at(hash));

class Stopped extends Error {
  constructor(key, values) { super(key); Object.assign(this, { key, values }); }
}

/** The first 16 hexadecimal digits of SHA-256, as the list has them. */
const hashOf = async (bytes) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).subarray(0, 8)]
  .map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A file of the site straight from its host, past this copy. */
const ask = async (path, options) => {
  const url = new URL(path.split('/').map(encodeURIComponent).join('/'), root);
  try {
    const answer = await fetch(url, { ...options, headers: { 'x-faultbook': 'copy' } });
    if (answer.ok) return answer;
  } catch (error) {
    if (error.name === 'AbortError') throw error;
  }
  throw new Stopped('offline.failed_net', { path });
};

/** The host's headers for bytes that are handed on unpacked. A browser asks for such a
    file anew for every page: what it has in memory may be of another edition. */
const plain = (headers) => {
  const own = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) own.delete(name);
  own.set('cache-control', 'no-cache');
  return own;
};

/** Keeps bytes under their hash. */
const keep = async (hash, bytes, headers) => {
  const made = () => new Response(bytes, { headers: plain(headers) });
  try {
    await (await store()).put(at(hash), made());
  } catch (error) {
    throw error.name === 'QuotaExceededError' ? new Stopped('offline.failed_room', { bytes: bytes.byteLength }) : error;
  }
  return made();
};

/** Loads a file and keeps it, if it is the one that the list means. */
const load = async (path, hash, signal) => {
  // What a cache on the way has may be old: the second time it is passed by.
  for (const cache of ['no-cache', 'reload']) {
    const answer = await ask(path, { cache, signal });
    const bytes = await answer.arrayBuffer();
    if ((await hashOf(bytes)) === hash) return keep(hash, bytes, answer.headers);
  }
  throw new Stopped('offline.failed_changed', { path });
};

// ---- lists

const parts = new Map();

/** The part of a list in which a path stands: path to [hash, bytes]. */
const part = async (list, path) => {
  let low = 0;
  let high = list.parts.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (list.parts[middle][0] <= path) low = middle; else high = middle;
  }
  return low < high ? entries(list.parts[low][1]) : new Map();
};

const entries = async (hash, signal) => {
  if (!parts.has(hash)) {
    const file = (await kept(hash)) ?? (await load(`offline/${hash}.json`, hash, signal));
    parts.set(hash, new Map((await file.json()).map(([path, ...rest]) => [path, rest])));
  }
  return parts.get(hash);
};

/** Hash and bytes of a path in an edition; nothing where it has no such file. */
const entry = async (list, path) => {
  // What is kept in any case stands in the list itself: without signal no part can be had.
  const shell = list.shell.find(([own]) => own === path);
  return shell ? shell.slice(1) : (await part(list, path)).get(path);
};

/** The list that the host has now. */
const latest = async () => (await ask('offline.json', { cache: 'no-store' })).json();

/** The list of the edition that is shown. */
const list = () => read('list');
const state = () => read('state');

/** From now on this edition is shown. */
const show = async (edition, whole) => {
  const part = !whole && (await state())?.part;
  await write('list', edition);
  await write('state', { version: edition.version, whole, part });
};

// ---- the whole

/** What is missing of an edition, by hash. */
const missing = async (edition, signal) => {
  const there = new Set((await (await store()).keys()).map(({ url }) => url));
  const wanted = new Map();
  for (const [, hash] of edition.parts) {
    for (const [path, [file, bytes]] of await entries(hash, signal)) {
      if (!there.has(at(file))) wanted.set(file, [path, bytes]);
    }
  }
  return { edition, wanted, files: wanted.size, bytes: [...wanted.values()].reduce((sum, [, bytes]) => sum + bytes, 0) };
};

/** What loading the whole of the newest edition would take. */
const plan = async (signal) => missing(await latest(), signal);

/** The same where a whole copy is there and the host has another edition; else nothing. */
const newer = async () => {
  const now = await state();
  const edition = now?.whole ? await latest() : null;
  return edition && edition.version !== now.version ? missing(edition) : null;
};

/** Loads what a plan misses and then shows its edition. Can be stopped and taken up again. */
const take = async ({ edition, wanted, bytes: all }, told, signal) => {
  // Firefox asks its owner; loading does not wait for the answer.
  navigator.storage?.persist?.().catch(() => {});
  const now = await state();
  if (now && !now.whole) await write('state', { ...now, part: true });
  const queue = [...wanted];
  let done = 0;
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      signal?.throwIfAborted();
      const [hash, [path, bytes]] = next;
      await load(path, hash, signal);
      told((done += bytes), all);
    }
  };
  const give = (error) => { queue.length = 0; throw error; };
  // All have come to rest before a failure is told: none reports progress after it.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => work().catch(give)));
  const lost = ends.find(({ status }) => status === 'rejected');
  if (lost) throw lost.reason;
  await show(edition, true);
  await prune(edition);
};

/** Removes what an edition does not need. */
const prune = async (edition) => {
  const needed = new Set(['list', 'state']);
  for (const [, hash] of edition.parts) {
    needed.add(hash);
    for (const [file] of (await entries(hash)).values()) needed.add(file);
  }
  await clear((name) => needed.has(name));
};

const clear = async (stays) => {
  const cache = await store();
  for (const request of await cache.keys()) {
    const name = request.url.split('/.copy/')[1];
    if (!stays(name) && !name.startsWith('page-')) await cache.delete(request);
  }
};

/** Removes the copy, down to what says that one is without signal. */
const drop = async () => {
  const edition = await list();
  await write('state', { version: edition.version, whole: false });
  const held = new Set(['list', 'state', ...edition.shell.map(([, hash]) => hash), ...edition.parts.map(([, hash]) => hash)]);
  await clear((name) => held.has(name));
};

// ---- in words

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

const progress = (say, done, all) => say('offline.progress', { done: size(done), all: size(all) });

const why = (error, say) => {
  if (error.name === 'AbortError') return say('offline.cancelled');
  const values = { ...error.values, size: size(error.values?.bytes ?? 0) };
  return error.key ? say(error.key, values) : say('offline.why_worker', { why: `${error.message}. ` });
};

return { store, read, write, kept, keep, plain, hashOf, load, entry, latest, list, state, show, plan, newer, take, prune, drop, size, progress, why };
};
