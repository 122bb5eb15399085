// Tick boxes on the steps of a fix and on the things to bring: what is ticked stays so in
// this browser until one starts afresh. Without this script they are plain lists.
(() => {
'use strict';
const { make, say, button } = self.faultbook;
/** Of this page of this site alone; a step that is written anew is another step. */
const KEY = `faultbook.ticks ${location.origin === 'null' ? 'file:' : location.origin}${location.pathname.replace(/index\.html$/, '')}`;

let keeps = true;
let kept = { at: 0, done: [] };
/** What this browser has kept; a refusal leaves the boxes working while the page is open. */
const read = () => {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    kept = Array.isArray(found?.done) ? found : { at: 0, done: [] };
  } catch { keeps = false; }
};

const store = () => {
  try {
    if (kept.done.length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
    keeps = true;
  } catch { keeps = false; }
};

const lists = [];

/** Shows in each list what is ticked, how much of it, and since when. */
const show = () => {
  for (const { items, line, status } of lists) {
    for (const { item, key, box } of items) {
      box.checked = kept.done.includes(key);
      item.classList.toggle('ticked', box.checked);
    }
    const n = items.filter(({ box }) => box.checked).length;
    line.hidden = n === 0;
    const when = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
    status.textContent = n === 0 ? '' : say(keeps ? 'ticks.count' : 'ticks.not_kept', { n, all: items.length, when });
  }
};

const tick = (key, on) => {
  kept = { at: Date.now(), done: [...kept.done.filter((one) => one !== key), ...(on ? [key] : [])] };
  store();
  show();
};

const startAfresh = (list) => {
  kept = { at: 0, done: [] };
  store();
  show();
  list.querySelector('.tick input').focus();
};

const seen = new Map();
const keyOf = (text) => {
  const n = (seen.get(text) ?? 0) + 1;
  seen.set(text, n);
  return n === 1 ? text : `${text} #${n}`;
};

for (const list of document.querySelectorAll('.fix > ol, ul.bring')) {
  const items = [...list.children].filter((item) => item.localName === 'li').map((item) => {
    // What is said of a part beside its name changes with every job.
    const named = (list.matches('.bring') && item.querySelector('b')) || item;
    const text = named.textContent.replace(/\s+/g, ' ').trim();
    const key = keyOf(text);
    const box = make('input', { type: 'checkbox', 'aria-label': say('ticks.done', { what: text.slice(0, 160) }) });
    box.onchange = () => tick(key, box.checked);
    item.append(make('label', { class: 'tick' }, box));
    return { item, key, box };
  });
  const status = make('span', { role: 'status' });
  const line = make('p', { class: 'chips again no-print', hidden: '' }, status, button(say('ticks.afresh'), () => startAfresh(list)));
  list.after(line);
  lists.push({ items, line, status });
}
read();
show();
// The same page in another window of this browser.
addEventListener('storage', ({ key }) => { if (key === KEY || key === null) { read(); show(); } });
})();
