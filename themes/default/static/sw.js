// The service worker: what the browser asks of this site is answered from the copy on
// the device or from the host, and never from both for one page.
//
// Every open window has one edition for as long as it is open (`.copy/page-<id>`, so that
// it is known also after the browser has put this worker to sleep). All that its page asks
// for comes from that edition, by hash (see `assets/offline.js`), or fails and says so.
//
// - A whole copy is kept: pages come from it, at once and without the host, until its
//   owner loads a newer edition.
// - Else a page comes from the host, so that figures are never old where there is signal;
//   without answer it comes from what was opened before. A page that belongs to a newer
//   edition than the list at hand brings that edition's list with it.
// - A page that no list knows (the host is in the middle of a publication, or changes
//   files on the way) is shown, and everything for it is asked of the host alone: `live`.
//
// Only what was opened is kept unasked: at most KEPT files, none above LARGE bytes, the
// oldest make room.
'use strict';
const HELPER = 'assets/offline.js';
// A host that sends the site's policy asks for it here as well: one script, by name.
const policy = self.trustedTypes?.createPolicy('faultbook', { createScriptURL: () => HELPER });
importScripts(policy ? policy.createScriptURL(HELPER) : HELPER);

const root = new URL('.', location.href);
const copy = self.faultbookCopy(root);
const KEPT = 400;
const LARGE = 2e6;
const PATIENCE = 5000;
const LIVE = 'live';

addEventListener('install', (event) => event.waitUntil(begin()));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));

/** Keeps what a page without signal needs at least: the way to search, and to say so. */
async function begin() {
  const state = await copy.state();
  const edition = (state && (await copy.list())) || (await copy.latest());
  if (!state) {
    for (const [path, hash] of edition.shell) await copy.load(path, hash);
    await copy.show(edition, false);
  }
  await skipWaiting();
}

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== root.origin || !url.pathname.startsWith(root.pathname)) return;
  if (request.headers.has('x-faultbook')) return;
  let path = decodeURIComponent(url.pathname.slice(root.pathname.length));
  if (path === '' || path.endsWith('/')) path += 'index.html';
  if (path === 'sw.js' || path === 'offline.json') return;
  event.respondWith(request.mode === 'navigate' ? page(event, path) : file(event, path));
});

/** What the host has now; what the browser has of it may be of another edition. */
const live = ({ request }) => fetch(request.url, { cache: 'no-cache', credentials: 'same-origin' });

/** The kept file of a path in an edition. */
async function keptFile(edition, path) {
  const entry = await copy.entry(edition, path).catch(() => undefined);
  return entry && copy.kept(entry[0]);
}

/** Remembers which edition the window that is opening shows. */
async function open(event, version) {
  const id = event.resultingClientId || event.clientId;
  if (id) await copy.write(`page-${id}`, version);
}

// ---- pages

async function page(event, path) {
  const [state, edition] = await Promise.all([copy.state(), copy.list()]);
  if (!state || !edition) return live(event);
  const known = await keptFile(edition, path);
  if (known && state.whole) return open(event, state.version).then(() => known);
  const asked = live(event);
  const fresh = asked.then((answer) => told(event, path, answer, state, edition));
  fresh.catch(() => { /* met below, or too late to matter */ });
  try {
    return await (known ? Promise.race([fresh, late()]) : fresh);
  } catch {
    if (known) return open(event, state.version).then(() => known);
    return absent(event, path, edition);
  }
}

const late = () => new Promise((_, fail) => { setTimeout(() => fail(new Error('late')), PATIENCE); });

/** What the host has answered: of which edition it is decides where its files come from. */
async function told(event, path, answer, state, edition) {
  // Another address: the page's own links count from there.
  if (answer.redirected) return Response.redirect(answer.url);
  const bytes = await answer.arrayBuffer();
  const hash = answer.ok ? await copy.hashOf(bytes) : '';
  const version = answer.ok ? await editionOf(path, hash, state, edition) : LIVE;
  await open(event, version);
  const { status, statusText, headers } = answer;
  const made = new Response(bytes, { status, statusText, headers: copy.plain(headers) });
  if (version !== LIVE && bytes.byteLength <= LARGE) event.waitUntil(keepPage(hash, bytes, headers));
  return made;
}

/** The edition to which these bytes belong; a newer one takes the place of the old. */
async function editionOf(path, hash, state, edition) {
  const is = async (list) => (await copy.entry(list, path).catch(() => undefined))?.[0] === hash;
  if (await is(edition)) return state.version;
  if (state.whole) return LIVE;
  const newest = await copy.latest().catch(() => null);
  if (!newest || newest.version === state.version || !(await is(newest))) return LIVE;
  await copy.show(newest, false);
  return newest.version;
}

/** Says on a page of its own that this one is not here. */
async function absent(event, path, edition) {
  const pages = edition.shell.map(([shell]) => shell).filter((shell) => shell.endsWith('offline/index.html'));
  const folder = (shell) => shell.slice(0, -'offline/index.html'.length);
  const own = pages.filter((shell) => path.startsWith(folder(shell))).sort((a, b) => b.length - a.length)[0];
  if (!own || path === own) return Response.error();
  const target = new URL(own, root);
  target.searchParams.set('missing', path);
  return Response.redirect(target);
}

// ---- everything else

async function file(event, path) {
  const version = (event.clientId && (await copy.read(`page-${event.clientId}`))) || LIVE;
  const edition = await copy.list();
  if (version === LIVE || !edition) return live(event);
  if (edition.version !== version) return renewed(event);
  const entry = await copy.entry(edition, path).catch(() => undefined);
  if (!entry) return live(event);
  const known = await copy.kept(entry[0]);
  if (known) return known;
  try {
    const made = await copy.load(path, entry[0]);
    event.waitUntil(trim());
    return made;
  } catch (error) {
    return error.key === 'offline.failed_changed' ? renewed(event) : Response.error();
  }
}

/** The window's edition is no longer to be had: it is told, instead of given other files. */
async function renewed(event) {
  (await clients.get(event.clientId))?.postMessage('renewed');
  return Response.error();
}

// ---- room

async function keepPage(hash, bytes, headers) {
  try {
    await copy.keep(hash, bytes, headers);
    await trim();
  } catch { /* without room nothing more is kept; the page is shown all the same */ }
}

let trimmed = 0;

/** Now and then: the oldest files beyond the bound go, and windows that are closed. */
async function trim() {
  trimmed += 1;
  if (trimmed % 20 !== 1) return;
  const [state, edition, cache] = await Promise.all([copy.state(), copy.list(), copy.store()]);
  if (!state || !edition) return;
  const open = new Set((await clients.matchAll({ includeUncontrolled: true })).map(({ id }) => `page-${id}`));
  const held = new Set(['list', 'state', ...edition.shell.map(([, hash]) => hash), ...edition.parts.map(([, hash]) => hash)]);
  const loose = [];
  for (const request of await cache.keys()) {
    const name = request.url.split('/.copy/')[1];
    if (name.startsWith('page-')) {
      if (!open.has(name)) await cache.delete(request);
    } else if (!held.has(name)) loose.push(request);
  }
  if (state.whole || state.part) return;
  for (const request of loose.slice(0, Math.max(0, loose.length - KEPT))) await cache.delete(request);
}
