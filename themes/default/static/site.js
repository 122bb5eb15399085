// On every page: the search box finds while one types, a browser that may keeps what was
// opened, and what only some pages need is loaded. Without it the box leads to the search.
//
// Classic scripts, no eval, no HTML made of data: it works from a folder and under the
// page's policy.
(() => {
'use strict';
const own = (self.faultbook = self.faultbook || {});
const assets = new URL('.', document.currentScript.src);
/** By it pages ask for the files of their own edition, whatever a cache has. */
const edition = new URL(document.currentScript.src).search;
const root = (own.root = new URL('..', assets));
const form = document.querySelector('form[role=search]');
const home = (own.home = form ? new URL('..', form.action) : root);

/** Only the site's own scripts pass the page's policy (Trusted Types). */
const createScriptURL = (address) => {
  const { href } = new URL(address, root);
  if (/^(sw|(assets|search)\/[^?]+)\.js(\?|$)/.test(href.replace(root, ''))) return href;
  throw new Error(href);
};
const policy = self.trustedTypes?.createPolicy('faultbook', { createScriptURL }) ?? { createScriptURL };
own.trusted = (address) => policy.createScriptURL(address);

/** A text of the page's language; `{n:one|more}` agrees with its number. */
const say = (own.say = (key, values = {}) =>
  (own.words?.[key] ?? key).replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (all, name, one, more) =>
    !(name in values) ? all : one === undefined ? values[name] : String(values[name]) === '1' ? one : more));

const dress = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes ?? {})) if (value != null) element.setAttribute(name, value);
  return element;
};

/** An element with attributes and contents; strings stay text. */
const make = (own.make = (tag, attributes, ...inside) => {
  const element = dress(document.createElement(tag), attributes);
  element.append(...inside);
  return element;
});

own.button = (text, onclick) => Object.assign(make('button', { type: 'button' }, ...[text].flat()), { onclick });

const loading = {};
const load = (own.load = (name) => (loading[name] ??= new Promise((done, fail) => {
  const script = make('script', { src: own.trusted(`assets/${name}${edition}`) });
  script.onload = done;
  script.onerror = () => { delete loading[name]; script.remove(); fail(Object.assign(new Error(name), { file: `assets/${name}` })); };
  document.head.append(script);
})));

// ---- asking

/** What the search finds, in the page's language. */
own.ask = async (query, options) => {
  if (!own.search) await load('search.js');
  const lang = document.documentElement.lang.startsWith('zh') ? 'zh-CN' : 'en';
  const answer = await own.search.detail(query, { lang, ...options });
  // What was typed comes before what else was searched for.
  const typed = query.toLowerCase();
  const rank = (term) => (typed.includes(term.toLowerCase()) ? 0 : 1);
  answer.terms = [...(answer.terms ?? [])].sort((a, b) => rank(a) - rank(b));
  return answer;
};

own.broken = (error) => say('find.broken', { why: error.file ? say('find.no_file', { file: error.file }) : error.message });

/** Where a hit leads, with the words to mark there. */
own.address ??= (hit, terms) => {
  const folder = home.href.slice(root.href.length);
  const url = new URL(hit.url, folder && hit.url.startsWith(folder) ? root : home);
  for (const term of (terms ?? []).slice(0, 12)) url.searchParams.append('hl', term);
  return url.href;
};

// ---- marks

/** What finds the terms in a text: a Latin word from its beginning, a short one as a
    whole, a code however it is parted (and then not its pieces alone). */
const finder = (own.finder = (terms) => {
  const codes = terms.filter((term) => /\d/.test(term) && /[a-z]/i.test(term));
  const parts = [...new Set(terms)].filter((term) => /\p{L}|\p{N}/u.test(term) && !/^[a-z]$/i.test(term)
      && !(/^[a-z0-9]+$/i.test(term) && codes.some((code) => code !== term && code.includes(term))))
    .sort((a, b) => b.length - a.length)
    .map((term) => {
      const loose = term.trim().replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/[-\s]+/g, '[-\\s]?')
        .replace(/([a-z])(?=\d)|(\d)(?=[a-z])/gi, '$&[-\\s]?');
      if (!/^[a-z0-9]/i.test(term)) return loose;
      return `(?<![a-z0-9])${loose}${/^[a-z0-9]{1,3}$/i.test(term) ? '(?![a-z0-9])' : ''}`;
    });
  return parts.length ? new RegExp(`(${parts.join('|')})`, 'giu') : null;
});

const marked = (own.marked = (text, find) =>
  find ? text.split(find).map((part, at) => (at % 2 ? make('mark', null, part) : part)).filter((part) => part !== '') : [text]);

// ---- the box

const SUGGESTED = 6;

/** Results while one types, chosen by arrows. */
const combobox = (input) => {
  const list = make('ul', { id: 'q-list', role: 'listbox', class: 'pop', 'aria-label': say('find.results'), hidden: '' });
  const told = make('p', { class: 'vh', role: 'status' });
  input.closest('.find').after(list, told);
  dress(input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-expanded': 'false', 'aria-controls': 'q-list' });
  let active = -1;
  let asked = 0;
  let timer;
  const choose = (at) => {
    active = at;
    [...list.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
    if (at < 0) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-activedescendant', list.children[at].id);
    list.children[at].scrollIntoView({ block: 'nearest' });
  };
  const open = (yes) => {
    list.hidden = !yes;
    input.setAttribute('aria-expanded', String(yes));
    choose(-1);
  };
  const close = () => { asked += 1; clearTimeout(timer); open(false); };
  const row = (inside, go) => {
    const option = make('li', { role: 'option', id: `q-${list.children.length}`, 'aria-selected': 'false' }, ...inside);
    option.onmousedown = (event) => event.preventDefault();
    option.onclick = option.go = go;
    list.append(option);
  };
  const show = ({ hits, total, near, terms, complete, direct = [] }) => {
    list.replaceChildren();
    const find = finder(terms ?? []);
    const named = direct.slice(0, 2);
    const others = hits.slice(0, SUGGESTED).filter(({ url }) => named.every((one) => one.url !== url));
    for (const hit of [...named, ...others]) {
      row([make('span', { class: 'mute' }, say(`find.kind_${hit.kind}`)), ' ', make('b', { class: 'id' }, hit.id), ' ',
        make('span', null, ...marked(hit.title === hit.id ? '' : hit.title, find))], () => { location.href = own.address(hit, terms); });
    }
    const end = say(!total ? 'find.none' : near ? 'find.all_near' : 'find.all', { n: complete === false ? `${total}+` : total, query: input.value.trim() });
    row([end], () => { close(); form.requestSubmit(); });
    open(total > 0 || !own.live);
    told.className = 'vh';
    told.textContent = end;
  };
  const look = async () => {
    const query = input.value.trim();
    const mine = (asked += 1);
    own.live?.(query);
    if (!query) return open(false);
    try {
      const answer = await own.ask(query, { limit: own.shown ?? SUGGESTED, ...own.scope?.() });
      if (mine === asked && document.activeElement === input) show(answer);
    } catch (error) {
      if (mine !== asked || own.live) return;
      open(false);
      told.className = 'note note--bad';
      told.textContent = own.broken(error);
    }
  };
  // A word that is still being composed (Pinyin, Kana) is not yet what was meant.
  const soon = (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, 120);
  };
  input.addEventListener('input', soon);
  input.addEventListener('compositionstart', () => { clearTimeout(timer); asked += 1; });
  input.addEventListener('compositionend', () => soon({}));
  input.addEventListener('focus', () => own.search || load('search.js').catch(() => {}), { once: true });
  input.addEventListener('blur', close);
  form.addEventListener('submit', close);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const n = list.children.length;
    const down = event.key === 'ArrowDown';
    if (down || event.key === 'ArrowUp') {
      if (!n) return;
      event.preventDefault();
      if (list.hidden) open(true);
      choose(active < 0 ? (down ? 0 : n - 1) : (active + (down ? 1 : n - 1)) % n);
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      event.preventDefault();
      list.children[active].go();
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
};

const slash = (event) => {
  if (event.key !== '/' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey
    || event.target.matches?.('input,textarea,select,[contenteditable]')) return;
  event.preventDefault();
  const input = form.elements.q;
  // On a narrow window the box is on the search page only.
  if (!input.getClientRects().length) location.href = form.action;
  else { input.focus(); input.select(); }
};

// ---- keeping

/** Why this browser keeps nothing; empty where it may. */
own.refused = () => {
  if (location.protocol === 'file:') return 'folder';
  if (!isSecureContext || !(location.protocol === 'https:' || /^(localhost|127\.0\.0\.1|\[::1])$/.test(location.hostname))) return 'http';
  return 'serviceWorker' in navigator && 'caches' in self && crypto.subtle ? '' : 'browser';
};

const notice = (text, label, act) => {
  const words = make('span', { role: 'status' }, text);
  const button = own.button(label, () => act(words, button));
  const line = make('div', { class: 'notice chips no-print' }, words, button, own.button(say('offline.later'), () => line.remove()));
  document.body.append(line);
};

const offerNewer = async () => {
  const state = await (await caches.match(new URL('.copy/state', root)))?.json();
  if (!state?.whole || document.getElementById('copy')) return;
  await load('offline.js');
  const copy = self.faultbookCopy(root);
  const newer = await copy.newer();
  if (!newer) return;
  notice(say('offline.newer', { size: copy.size(newer.bytes) }), say('offline.newer_button'), async (words, button) => {
    button.disabled = true;
    try {
      await copy.take(newer, (...far) => { words.textContent = copy.progress(say, ...far); });
      location.reload();
    } catch (error) {
      words.textContent = copy.why(error, say);
      button.disabled = false;
    }
  });
};

const keep = () => {
  const worker = navigator.serviceWorker;
  own.registered = worker.register(own.trusted('sw.js'), { scope: root.href, updateViaCache: 'none' });
  own.registered.catch(() => { /* the page about offline use says why */ });
  worker.addEventListener('message', ({ data }) => data === 'renewed' && !document.querySelector('.notice')
    && notice(say('offline.renewed'), say('offline.reload'), () => location.reload()));
  if (navigator.onLine) offerNewer().catch(() => { /* without a connection there is nothing to offer */ });
};

/** What only some pages need comes with them, and is no loss where it does not come. */
const furnish = (selector, name) => document.querySelector(selector) && load(name).catch(() => {});

if (new URL(location.href).searchParams.has('hl')) load('search-marks.js').catch(() => {});
furnish('main .scroll>table:not(.rep *)', 'ledger.js');
furnish('.fix > ol, ul.bring', 'ticks.js');
if (form) {
  combobox(form.elements.q);
  addEventListener('keydown', slash);
}
if (!own.refused()) keep();
})();
