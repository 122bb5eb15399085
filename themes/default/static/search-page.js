// The search page: full results as one types, filters with counts, and an address that
// can be shared and gone back to (`?q=…&kind=…&model=…&device=…`). A device's QR code
// leads here with `device=ID`: its model is then searched alone, until that is removed.
(() => {
'use strict';
const own = self.faultbook;
const { say, make } = own;
const FILTERS = ['kind', 'model', 'code', 'component', 'customer', 'status', 'year'];
/** Cards shown at once, and asked for at each “more”: ten need at most ten files. */
const SHOWN = (own.shown = 10);
const VALUES = 12;

/** The list of the box and the results are of one answer: what was asked just now is not
    looked for again. */
const ask = own.ask;
let last = {};
own.ask = (query, options) => {
  const key = JSON.stringify([query, options]);
  if (last.key !== key) {
    last = { key, answer: ask(query, options) };
    last.answer.catch(() => { last = {}; });
  }
  return last.answer;
};

const form = document.querySelector('form[role=search]');
const input = form.elements.q;
const [said, found, side, start] = ['said', 'found', 'facets', 'start'].map((id) => document.getElementById(id));
const chips = make('p', { class: 'chips' });
said.after(chips);

// ---- the address

let state;
let scanned = {};

const read = () => {
  const address = new URLSearchParams(location.search);
  state = { q: address.get('q') ?? '', device: address.get('device') ?? '', filters: {} };
  for (const name of FILTERS) {
    const values = address.getAll(name).filter(Boolean);
    if (values.length) state.filters[name] = values;
  }
};

const addressOf = ({ q, device, filters }) => {
  const address = new URLSearchParams();
  if (q) address.set('q', q);
  if (device) address.set('device', device);
  for (const name of FILTERS) for (const value of filters[name] ?? []) address.append(name, value);
  return `?${address}`;
};

const go = (next, replace) => {
  state = next;
  const address = addressOf(state);
  if (address !== (location.search || '?')) {
    try { history[replace ? 'replaceState' : 'pushState'](null, '', address); } catch { /* found all the same */ }
  }
  return run();
};

/** The same search with a filter set, or without it where it was. */
const toggled = (name, value) => {
  const before = state.filters[name] ?? [];
  const values = before.includes(value) ? before.filter((v) => v !== value) : [...before, value];
  const filters = { ...state.filters, [name]: values };
  if (!values.length) delete filters[name];
  return { ...state, filters };
};

/** A link that changes the search in place and can be opened and shared like any other. */
const link = (next, attributes, ...inside) => {
  const a = make('a', { href: addressOf(next), ...attributes }, ...inside);
  a.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    input.value = next.q;
    go(next);
  };
  return a;
};

// ---- the scanned device

/** The device of the address and its model; asked for once. */
const scan = async () => {
  if (scanned.asked === state.device) return;
  scanned = { asked: state.device };
  if (!state.device) return;
  const { hits } = await own.ask(state.device, { limit: 5, facets: { kind: ['device'] } });
  const same = (id) => id.toLowerCase() === state.device.toLowerCase();
  const hit = hits.find((one) => same(one.id));
  if (hit) scanned = { asked: state.device, hit, model: hit.model };
};

own.scope = () => {
  const facets = { ...state.filters };
  const context = scanned.model || state.filters.model?.[0];
  if (scanned.model && !facets.model) facets.model = [scanned.model];
  return { facets, context };
};

// ---- what was found

const labels = {};
const label = (name, value, given = labels[name + value]) => {
  const keys = { kind: [`find.kind_${value}`], status: [`word.status.${value}`, `word.confidence.${value}`] }[name] ?? [];
  return keys.map((key) => own.words?.[key]).find(Boolean)
    ?? (name === 'code' && given && !given.includes(value) ? `${value} ${given}` : given ?? value);
};

const title = (hit, find) => {
  if (!hit.marks?.length) return own.marked(hit.title, find);
  const nodes = [];
  let at = 0;
  for (const [from, to] of hit.marks) {
    nodes.push(hit.title.slice(at, from), make('mark', null, hit.title.slice(from, to)));
    at = to;
  }
  return [...nodes, hit.title.slice(at)];
};

const percent = (share) => `${(share * 100).toFixed(1)}%`;

/** What a solution has shown: uses, and the share that held where there are enough. */
const evidence = ({ uses, held, low, high }) => {
  const fact = (name, value, remark) => make('div', null, make('dt', null, name),
    make('dd', null, make('span', { class: 'rate' }, make('b', null, value), ' ', make('small', null, remark))));
  if (held == null) return uses ? make('p', { class: 'sub' }, say('find.too_few', { n: uses })) : '';
  return make('dl', { class: 'facts' },
    fact(say('find.held'), percent(held), low == null ? '' : `${Math.round(low * 100)}–${Math.round(high * 100)}%`),
    fact(say('find.uses'), say('find.times', { n: uses }), ''));
};

const confidence = (word) => {
  const proven = word === 'validated';
  const mark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS(mark.namespaceURI, 'use');
  use.setAttribute('href', proven ? '#s-met' : '#s-prob');
  mark.setAttribute('aria-hidden', 'true');
  mark.append(use);
  return make('span', { class: proven ? 'st st--met' : 'st st--none' }, mark, own.words?.[`word.confidence.${word}`] ?? word);
};

const card = (hit, terms, find, best) => {
  const href = own.address(hit, terms);
  const known = hit.evidence?.confidence;
  const line = [make('b', null, say(`find.kind_${hit.kind}`)), make('a', { class: 'id', href }, hit.id)];
  if (hit.code && hit.code !== hit.id) line.push(make('span', { class: 'code' }, hit.code));
  if (hit.model && hit.model !== hit.id) line.push(make('span', null, hit.model));
  if (hit.customer && hit.customer !== hit.id) line.push(make('span', null, hit.customer));
  if (known) line.push(confidence(known));
  else if (hit.status) line.push(make('span', { class: 'sub' }, label('status', hit.status)));
  return make('li', { class: best ? 'best' : null }, make('p', { class: 'k' }, ...line),
    make('h3', null, make('a', { href }, ...title(hit, find))),
    hit.excerpt && hit.excerpt !== hit.title ? make('p', null, ...own.marked(hit.excerpt, find)) : '',
    hit.evidence ? evidence(hit.evidence) : '');
};

const cards = (answer, from) => {
  const find = own.finder(answer.terms ?? []);
  return answer.hits.map((hit, at) => card(hit, answer.terms, find, from + at === 0 && !answer.near && hit.kind === 'solution'));
};

/** A number that may still grow, because only the best were looked at. */
const atLeast = ({ complete }, n) => (complete === false ? `${n}+` : n);

const showMore = (list, answer) => {
  const rest = answer.total - list.children.length;
  if (rest <= 0) return '';
  const button = make('button', { type: 'button' }, say('find.more', { n: atLeast(answer, rest) }));
  const line = make('p', { class: 'chips mt' }, button);
  button.onclick = async () => {
    button.disabled = true;
    const next = await own.ask(state.q, { limit: SHOWN, offset: list.children.length, ...own.scope() });
    const first = list.children.length;
    list.append(...cards(next, first));
    line.replaceWith(next.hits.length ? showMore(list, next) : '');
    list.children[first]?.querySelector('h3 a').focus();
  };
  return line;
};

/** Records that have some of the words only, apart from those that have all. */
const fewer = ({ also, terms }) => (also?.length
  ? [make('section', { class: 'sec mt' }, make('h2', null, say('find.fewer')),
    make('ol', { class: 'res' }, ...cards({ hits: also, terms, near: true }, 0)))]
  : []);

const nothing = async (mine) => {
  const words = await own.search.suggest(state.q).catch(() => []);
  if (mine !== turn) return;
  const filtered = Object.keys(own.scope().facets).length > 0;
  const inside = [make('p', null, say('find.none', { query: state.q }))];
  if (filtered) {
    inside.push(make('p', null, say('find.without_filter'), ' ', link({ q: state.q, device: '', filters: {} }, null, say('find.clear'))));
  }
  if (words.length) {
    inside.push(make('p', { class: 'try' }, make('span', null, say('find.nearest')),
      ...words.slice(0, 6).map((word) => link({ ...state, q: word }, null, word))));
  }
  inside.push(make('p', { class: 'more' }, make('a', { href: own.address({ url: 'codes/index.html' }) }, say('find.all_codes'))));
  found.replaceChildren(make('h2', { class: 'vh' }, say('find.results')), make('div', { class: 'p' }, ...inside));
};

/** The line below the box: how many, how near, and what else was searched. */
const tell = (answer) => {
  const typed = state.q.toLowerCase();
  const more = (answer.terms ?? []).filter((term) => !typed.includes(term.toLowerCase())).slice(0, 6);
  const parts = [make('span', null, say('find.count', { n: atLeast(answer, answer.total) }))];
  if (answer.near && answer.total) parts.push(make('b', null, say('find.near')));
  if (more.length && answer.total) parts.push(make('span', { class: 'mute' }, say('find.also', { words: more.join(own.say('find.also').includes('：') ? '、' : ', ') })));
  // A page whose own name was typed (a code, a model) stands first, before what it leads to.
  for (const hit of answer.direct?.slice(0, 3) ?? []) {
    parts.unshift(make('a', { class: 'id', href: own.address(hit, []) }, `${say(`find.kind_${hit.kind}`)} ${hit.id}`));
  }
  said.replaceChildren(...parts);
};

const removable = (text, next) =>
  link(next, { 'aria-label': say('find.remove', { name: text }), 'aria-current': 'true' }, `${text} ✕`);

const tellChips = () => {
  const all = [];
  if (state.device && scanned.hit) {
    const values = { device: scanned.hit.id, model: scanned.model };
    const text = scanned.model ? say('find.device_model', values) : say('find.device', values);
    all.push(removable(text, { ...state, device: '' }));
  } else if (state.device && scanned.asked) {
    all.push(make('span', { class: 'note--bad' }, say('find.device_unknown', { device: state.device })),
      removable(state.device, { ...state, device: '' }));
  }
  for (const name of FILTERS) {
    for (const value of state.filters[name] ?? []) all.push(removable(`${say(`find.filter_${name}`)}: ${label(name, value)}`, toggled(name, value)));
  }
  chips.replaceChildren(...all);
};

// ---- filters, counted only where one is open

const counted = async (box, name, mine) => {
  const facets = { ...own.scope().facets };
  delete facets[name];
  const answer = await own.ask(state.q, { limit: 1, facets, context: own.scope().context, count: [name] });
  if (mine !== turn) return;
  const set = state.filters[name] ?? [];
  for (const [value, given] of answer.facets?.[name] ?? []) labels[name + value] = given;
  tellChips();
  const rows = (answer.facets?.[name] ?? []).map(([value, given, n]) =>
    link(toggled(name, String(value)), { 'aria-current': set.includes(String(value)) ? 'true' : null },
      make('span', null, label(name, value, given)), make('span', null, String(n))));
  const rest = rows.splice(VALUES);
  if (rest.length) {
    const button = make('button', { type: 'button', class: 'plain' }, say('find.more_values', { n: rest.length }));
    button.onclick = () => button.replaceWith(...rest);
    rows.push(button);
  }
  box.querySelector('div').replaceChildren(...(rows.length ? rows : [make('p', { class: 'mute' }, say('find.no_values'))]));
};

const groups = FILTERS.map((name) => {
  const box = make('details', { 'data-filter': name }, make('summary', null, say(`find.filter_${name}`)), make('div'));
  box.ontoggle = () => box.open && refresh(box);
  return box;
});
const head = make('summary');
const all = make('details', { class: 'box fac' }, head, ...groups);
side.append(all);
const wide = matchMedia('(min-width:60rem)');
const widen = () => { all.open ||= wide.matches; };
wide.addEventListener('change', widen);
widen();

/** With results the filters stand at their left and the ways to browse at their right. */
const columns = (results) => {
  side.hidden = !results;
  side.parentNode.className = results ? 'cols find2' : 'cols';
};

const refresh = (box) => state.q && counted(box, box.dataset.filter, turn).catch(broken);

const tellFilters = (total) => {
  const set = Object.keys(state.filters).length;
  head.textContent = set ? say('find.filters_n', { n: set }) : say('find.filter');
  columns(total > 0 || set > 0);
  for (const box of groups) {
    if (state.filters[box.dataset.filter] && !box.open) box.open = true;
    else if (box.open) refresh(box);
  }
};

// ---- running

const plainTitle = document.title;
let turn = 0;

const broken = (error) => {
  found.replaceChildren(make('p', { class: 'note note--bad', role: 'alert' }, own.broken(error)));
  said.replaceChildren();
};

const idle = () => {
  said.replaceChildren();
  columns(false);
  if (start) start.hidden = false;
  found.replaceChildren();
  if (scanned.hit) {
    found.append(make('p', { class: 'sub' }, say('find.device_start')), make('ol', { class: 'res' }, card(scanned.hit, [], null, false)));
  }
};

const run = async () => {
  const mine = (turn += 1);
  document.title = state.q ? `${state.q} · ${plainTitle}` : plainTitle;
  try {
    await scan();
    if (mine !== turn) return;
    tellChips();
    if (!state.q) return idle();
    if (start) start.hidden = true;
    const answer = await own.ask(state.q, { limit: SHOWN, ...own.scope() });
    if (mine !== turn) return;
    tell(answer);
    tellFilters(answer.total);
    if (!answer.total) return await nothing(mine);
    const list = make('ol', { class: 'res' }, ...cards(answer, 0));
    found.replaceChildren(make('h2', { class: 'vh' }, say('find.results')), list, showMore(list, answer), ...fewer(answer));
  } catch (error) {
    if (mine === turn) broken(error);
  }
};

// While one types, one entry of the history follows the letters; what was there before
// typing began can be gone back to.
let following = false;
own.live = (query) => {
  const replace = following || !state.q;
  following = true;
  return query === state.q ? undefined : go({ ...state, q: query }, replace);
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const query = input.value.trim();
  const replace = following;
  following = false;
  go({ ...state, q: query }, replace);
});

const restore = () => {
  following = false;
  read();
  input.value = state.q;
  return run();
};
addEventListener('popstate', restore);
restore();
if (!state.q) input.focus({ preventScroll: true });
})();
