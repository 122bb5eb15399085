// Opens a sealed site (src/seal): makes the key of the passphrase, deciphers the file of this
// address and shows it. Its links lead to the names of their files; pictures, downloads and
// the search index are deciphered when needed. Passphrase and key stay in the browser. Over
// plain http, where browsers withhold Web Crypto, `lock-plain.js` computes the same.
(() => {
'use strict';
const own = (self.faultbook ??= {});
const gate = document.getElementById('gate');
const { root: way, salt: saltText, rounds } = gate.dataset;
const assets = new URL('.', document.currentScript.src);
const edition = new URL(document.currentScript.src).search;
const root = new URL('..', assets);
const CONTEXT = 'faultbook 1 ';
const NAMES = 32;

const utf8 = (text) => new TextEncoder().encode(text);
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const salt = fromHex(saltText);

/** Only what was deciphered, and with that shown to be its maker's, becomes a page; only
    files of this site become scripts (Trusted Types). */
const rules = {
  createHTML: (page) => page,
  createScriptURL: (address) => {
    const { href } = new URL(address, root);
    if (/^(([0-9a-f]{32}\/)?sealed|assets\/[^?]+)\.js(\?|$)/.test(href.replace(root, ''))) return href;
    throw new Error(href);
  },
};
const policy = self.trustedTypes?.createPolicy('faultbook-lock', rules) ?? rules;

const script = (address) => new Promise((done, fail) => {
  const element = document.createElement('script');
  element.src = policy.createScriptURL(address);
  element.onload = () => { element.remove(); done(); };
  element.onerror = () => { element.remove(); fail(new Error('missing')); };
  document.head.append(element);
});

// ---- SHA-256, in place: names are needed at once, while a page is being made

const K = new Uint32Array(64);
const START = new Uint32Array(8);
(() => {
  const part = (root) => Math.floor((root % 1) * 2 ** 32);
  for (let n = 2, at = 0; at < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (at < 8) START[at] = part(Math.sqrt(n));
    K[at++] = part(Math.cbrt(n));
  }
})();
const w = new Uint32Array(64);
/** Takes one block of sixteen words into a state. */
const mix = (state, block) => {
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let i = 0; i < 64; i++) {
    if (i < 16) w[i] = block[i];
    else {
      const x = w[i - 15];
      const y = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3))
        + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
    }
    const t = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const u = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
};
const wordsOf = ({ buffer }) => {
  const view = new DataView(buffer);
  return Uint32Array.from({ length: buffer.byteLength / 4 }, (_, at) => view.getUint32(at * 4));
};
/** Words of a short text, filled up as the hash wants it; `before` bytes were mixed in. */
const padded = (bytes, before) => {
  const filled = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  filled.set(bytes);
  filled[bytes.length] = 128;
  new DataView(filled.buffer).setUint32(filled.length - 4, (before + bytes.length) * 8);
  return wordsOf(filled);
};
const bytesOf = (state) => {
  const view = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => view.setUint32(at * 4, word));
  return new Uint8Array(view.buffer);
};
const hash = (bytes, state = START.slice(), before = 0) => {
  const words = padded(bytes, before);
  for (let at = 0; at < words.length; at += 16) mix(state, words.subarray(at, at + 16));
  return state;
};
/** The two states that a key of HMAC begins with. */
const keyed = (key) => {
  const short = key.length > 64 ? bytesOf(hash(key)) : key;
  return [0x36, 0x5c].map((pad) => {
    const block = new Uint8Array(64).fill(pad);
    short.forEach((byte, at) => { block[at] ^= byte; });
    const state = START.slice();
    mix(state, wordsOf(block));
    return state;
  });
};
const hmac = ([inner, outer], bytes) => bytesOf(hash(bytesOf(hash(bytes, inner.slice(), 64)), outer.slice(), 64));
own.sha256 = { mix, keyed, hmac };

// ---- keys

const subtle = self.crypto?.subtle;
let tools = subtle && {
  master: async (word) => new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: Number(rounds) },
    await subtle.importKey('raw', utf8(word), 'PBKDF2', false, ['deriveBits']), 256)),
  key: (bytes) => subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt']),
  open: async (key, iv, data, additionalData) => new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data)),
};
const engine = async () => {
  if (!tools) {
    await script(`assets/lock-plain.js${edition}`);
    tools = own.plainCrypto(salt, Number(rounds));
  }
  return tools;
};

/** HKDF for one key of 32 bytes. */
const expanded = (master, purpose) => {
  const info = utf8(CONTEXT + purpose);
  const block = new Uint8Array(info.length + 1);
  block.set(info);
  block[info.length] = 1;
  return hmac(keyed(hmac(keyed(salt), master)), block);
};

let key;
let names;

/** The name under which the file of a path lies. */
const nameOf = (path) => (path === 'index.html' ? 'index' : toHex(hmac(names, utf8(`${CONTEXT}name ${path}`)).subarray(0, 16)));
const folderOf = (name) => (name === 'index' ? '' : `${name}/`);
const addressOf = (path) => new URL(`${folderOf(nameOf(path))}index.html`, root);

const unpacked = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();

/** Path and bytes of a file, or an error that says what is wrong with it. */
const opened = async (name, under = key) => {
  const text = own.sealed?.[name];
  if (!text) throw new Error('missing');
  const all = fromBase64(text);
  const { open } = await engine();
  const frame = await open(under, all.subarray(0, 12), all.subarray(12), utf8(`${CONTEXT}${name}/sealed.js`));
  const view = new DataView(frame.buffer, frame.byteOffset);
  const path = view.getUint32(NAMES);
  const packed = NAMES + 4 + path;
  names = keyed(frame.slice(0, NAMES));
  return {
    path: new TextDecoder().decode(frame.subarray(NAMES + 4, packed)),
    bytes: new Uint8Array(await unpacked(frame.subarray(packed + 4, packed + 4 + view.getUint32(packed)))),
  };
};

/** The bytes of another file of the site. */
const fetched = async (path) => {
  const name = nameOf(path);
  // Of all files of the index only the first one keeps its name when it changes.
  await script(`${folderOf(name)}sealed.js${path === 'search/manifest.js' ? `?${Date.now()}` : ''}`);
  const file = await opened(name).catch(() => { throw new Error('broken'); });
  delete own.sealed[name];
  return file.bytes;
};

// ---- what the theme's scripts ask for

/** A file of the index: what it would have handed over if it had been a script. */
own.opened = async (path) => {
  const text = new TextDecoder().decode(await fetched(path));
  return JSON.parse(`[${text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))}]`).slice(1);
};

let home = '';
/** A query stays behind the `#`, where no host sees it. */
const withQuery = (url, query, anchor) => {
  url.hash = query ? `?${query}${anchor}` : anchor;
  return url.href;
};
const resolved = (target, from) => {
  const url = new URL(target, new URL(from.split('/').map(encodeURIComponent).join('/'), 'http://site/'));
  const path = decodeURIComponent(url.pathname.slice(1));
  return { path: path === '' || path.endsWith('/') ? `${path}index.html` : path, query: url.search.slice(1), anchor: url.hash };
};
own.address = ({ url }, terms) => {
  const { path, query, anchor } = resolved(url, url.startsWith(home) && home ? '' : home);
  const search = new URLSearchParams(query);
  for (const term of (terms ?? []).slice(0, 12)) search.append('hl', term);
  return withQuery(addressOf(path), String(search), anchor);
};

// ---- showing

/** In memory; what kind of picture it is, a browser finds out. */
const blobOf = (bytes) => URL.createObjectURL(new Blob([bytes]));
const isPage = (path) => path.endsWith('.html');

const words = {};
const say = (word) => words[document.documentElement.lang]?.[word] ?? Object.values(words)[0][word];

const save = (path, href) => {
  const link = document.createElement('a');
  const name = path.split('/').pop();
  Object.assign(link, { href, download: name, textContent: name });
  link.click();
  return link;
};

/** A link that was clicked is a file to be saved, or a page that opens by itself. */
const clicked = async (event) => {
  const link = event.target.closest?.('a[data-sealed]');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const path = link.dataset.sealed;
  try {
    save(path, blobOf(await fetched(path)));
  } catch (error) {
    link.after(` ${say(error.message === 'missing' ? 'missing' : 'broken')}`);
  }
};

/** A search that another page asks for keeps its words from the host as well. */
const asked = (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  location.href = withQuery(new URL(event.target.action), String(new URLSearchParams(new FormData(event.target))), '');
};

/** Has every link lead to where its file lies, and takes out what could only fail. */
const redirected = (page, from) => {
  for (const element of page.querySelectorAll('[href],[src],[action],[poster]')) {
    for (const name of ['href', 'src', 'action', 'poster']) {
      const target = element.getAttribute(name);
      if (!target || /^(#|\?|[a-z][a-z0-9+.-]*:|\/)/i.test(target)) continue;
      const { path, query, anchor } = resolved(target, from);
      if (path.startsWith('assets/')) {
        const href = new URL(path, root).href + (query && `?${query}`);
        element.setAttribute(name, element.localName === 'script' ? policy.createScriptURL(href) : href);
      } else if (name === 'src' || name === 'poster') {
        element.removeAttribute(name);
        element.removeAttribute('srcset');
        element.dataset.sealed = path;
        element.dataset.into = name;
      } else {
        element.setAttribute(name, withQuery(addressOf(path), query, anchor));
        if (!isPage(path) && name === 'href') element.dataset.sealed = path;
      }
    }
  }
  for (const gone of page.querySelectorAll('meta[http-equiv],link[rel=alternate][type]')) gone.remove();
};

const fill = async (element) => {
  const { sealed, into } = element.dataset;
  try { element[into] = blobOf(await fetched(sealed)); } catch { /* its text alternative is shown */ }
};

const button = () => {
  const close = document.createElement('button');
  Object.assign(close, { type: 'button', className: 'no-print', textContent: say('forget') });
  close.onclick = () => { forget(); location.replace(new URL('index.html', root)); };
  const line = document.createElement('p');
  line.append(close);
  (document.querySelector('footer .wrap') ?? document.body).append(line);
};

const show = ({ path, bytes }) => {
  // What was kept from the host now stands where the page looks for it.
  if (location.hash.startsWith('#?')) {
    const [query, ...anchor] = location.hash.slice(1).split('#');
    try { history.replaceState(history.state, '', `${query}${anchor.length ? `#${anchor.join('#')}` : ''}`); } catch { /* shown without */ }
  }
  if (!isPage(path)) return offer(path, bytes);
  const page = new DOMParser().parseFromString(policy.createHTML(new TextDecoder().decode(bytes)), 'text/html');
  const action = page.querySelector('form[role=search]')?.getAttribute('action');
  if (action) home = resolved(action, path).path.replace(/search\/index\.html$/, '');
  redirected(page, path);
  document.open();
  document.write(policy.createHTML(`<!doctype html>${page.documentElement.outerHTML}`));
  document.close();
  document.addEventListener('click', clicked);
  document.addEventListener('submit', asked);
  document.querySelectorAll('[data-into]').forEach(fill);
  button();
  addEventListener('hashchange', () => location.hash.startsWith('#?') && location.reload());
  if (location.hash) addEventListener('load', () => location.replace(location.hash), { once: true });
};

/** A file that is no page: saved, with a link in case it is not. */
const offer = (path, bytes) => {
  tell('saved');
  told.append(save(path, blobOf(bytes)));
  gate.hidden = true;
};

// ---- asking

const told = document.getElementById('told');
const form = gate.querySelector('form');
const input = form.querySelector('#word');
const tell = (word) => told.replaceChildren(...Object.entries(words).map(([lang, said]) => {
  const line = document.createElement('p');
  Object.assign(line, { lang, textContent: said[word] ?? '' });
  return line;
}));

const KEPT = `faultbook.key ${root.pathname}`;
const stores = () => ['sessionStorage', 'localStorage'].flatMap((name) => { try { return [self[name]]; } catch { return []; } });
const forget = () => stores().forEach((store) => store.removeItem(KEPT));
const remember = (master, long) => {
  try { stores()[long ? 1 : 0]?.setItem(KEPT, `${saltText} ${toHex(master)}`); } catch { /* asked for again on the next page */ }
};
/** A key of this salt; one of before was renewed and opens nothing. */
const remembered = () => {
  for (const store of stores()) {
    const [of, text] = (store.getItem(KEPT) ?? '').split(' ');
    if (of === saltText && text) return fromHex(text);
  }
  return null;
};

const here = way === '' ? 'index' : decodeURIComponent(location.pathname).replace(/\/index\.html$|\/$/, '').split('/').pop();

/** Opens this page with a key; what is wrong otherwise. */
const openWith = async (master) => {
  if (!self.DecompressionStream) return 'old';
  if (!own.sealed?.[here]) return 'missing';
  key = await (await engine()).key(expanded(master, 'page'));
  const file = await opened(here).catch(() => null);
  if (!file) return 'wrong';
  show(file);
  return '';
};

form.onsubmit = async (event) => {
  event.preventDefault();
  const word = input.value.toLowerCase().replace(/[^a-z0-9]/g, '');
  const go = form.querySelector('.find button');
  go.disabled = true;
  tell('working');
  try {
    const master = await (await engine()).master(word);
    const long = form.querySelector('#keep').checked;
    const wrong = await openWith(master);
    if (!wrong) return remember(master, long);
    tell(wrong);
  } catch {
    tell('missing');
  }
  go.disabled = false;
  input.select();
};

const begin = async () => {
  for (const element of document.querySelectorAll('[data-say]')) {
    (words[element.parentNode.lang] ??= {})[element.dataset.say] = element.textContent;
  }
  const kept = remembered();
  if (kept) {
    const wrong = await openWith(kept).catch(() => 'missing');
    if (!wrong) return;
    // The key opened other pages: this one is not what was written.
    tell(wrong === 'wrong' ? 'broken' : wrong);
    if (wrong !== 'wrong') return;
  }
  gate.hidden = false;
  input.focus();
};
begin();
})();
