// In every page that `faultbook serve` sends: asks what is shown, loads the page again when
// there is something newer, and shows what a person should mend. Built pages are without it.
(() => {
'use strict';
const own = Number(new URL(document.currentScript.src).searchParams.get('site'));
const lang = document.documentElement.lang || 'en';
const PLACE = 'faultbook-serve-place';
const CLOSED = 'faultbook-serve-closed';

// ---- the page comes back where it was

const here = () => location.pathname + location.search;

const again = () => {
  sessionStorage.setItem(PLACE, JSON.stringify({ page: here(), x: scrollX, y: scrollY }));
  location.reload();
};

const back = () => {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
  sessionStorage.removeItem(PLACE);
  if (kept?.page === here()) scrollTo({ left: kept.x, top: kept.y, behavior: 'instant' });
};

if (document.readyState === 'complete') back(); else addEventListener('load', back);

// ---- what a person should mend

const element = (name, className, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
};

/** A line of a file, the part in question marked. Places count characters, not code units. */
const line = ({ number, text, from, to }) => {
  const letters = [...text];
  const parts = from === null ? [text]
    : [letters.slice(0, from).join(''), element('mark', '', letters.slice(from, to).join('') || ' '), letters.slice(to).join('')];
  return element('div', from === null ? 'line' : 'line here',
    element('span', 'number', number === null ? '' : String(number)), element('span', 'text', ...parts));
};

const finding = (found, words) => {
  const item = element('li', '', element('p', 'message', element('b', '', found.code), ` ${found.message}`));
  if (found.place) item.append(element('p', 'place', found.place));
  if (found.lines.length > 0) item.append(element('div', 'lines', ...found.lines.map(line)));
  if (found.expected) item.append(element('p', '', words.expected + found.expected));
  if (found.hint) item.append(element('p', '', words.hint + found.hint));
  return item;
};

let overlay = null;

const close = () => {
  if (!overlay) return;
  const { host, before } = overlay;
  overlay = null;
  host.remove();
  before?.focus?.({ preventScroll: true });
};

/** Shows findings over the page, apart from its style sheets. */
const show = (state, mark) => {
  const { words } = state;
  const host = document.createElement('div');
  host.id = 'faultbook-serve';
  host.lang = lang;
  const root = host.attachShadow({ mode: 'open' });
  const style = element('link');
  style.rel = 'stylesheet';
  style.href = '/-/live.css';
  const button = element('button', '', words.close);
  button.type = 'button';
  const title = element('h2', '', state.failed ? words.failed : words.left_out);
  title.id = 'title';
  const note = element('p', 'note', state.failed ? words.failed_note : words.left_out_note);
  note.id = 'note';
  const panel = element('section', 'panel', element('header', '', title, button), note,
    element('ol', '', ...state.findings.map((found) => finding(found, words))));
  if (state.more > 0) panel.append(element('p', '', words.more + state.more));
  panel.setAttribute('role', 'alertdialog');
  panel.setAttribute('aria-labelledby', 'title');
  panel.setAttribute('aria-describedby', 'note');
  panel.tabIndex = -1;
  panel.hidden = true;
  const dismiss = () => { sessionStorage.setItem(CLOSED, mark); close(); };
  button.addEventListener('click', dismiss);
  // The page's own keys are not meant while this lies over it.
  host.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') dismiss();
  });
  const before = document.activeElement;
  const ready = () => { panel.hidden = false; panel.focus({ preventScroll: true }); };
  style.addEventListener('load', ready);
  style.addEventListener('error', ready);
  root.append(style, panel);
  document.body.append(host);
  overlay = { host, before, mark, dismiss };
};

addEventListener('keydown', (event) => { if (event.key === 'Escape') overlay?.dismiss(); });

const tell = (state) => {
  const mark = JSON.stringify([state.failed, state.more, state.findings]);
  if (overlay?.mark === mark) return;
  close();
  if (state.findings.length === 0) sessionStorage.removeItem(CLOSED);
  else if (sessionStorage.getItem(CLOSED) !== mark) show(state, mark);
};

// ---- news

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** A page that nobody looks at keeps no connection: a browser has few for one host. */
const seen = () => new Promise((done) => {
  if (!document.hidden) return void done();
  document.addEventListener('visibilitychange', () => done(), { once: true });
});

let asking = new AbortController();
document.addEventListener('visibilitychange', () => { if (document.hidden) asking.abort(); });
addEventListener('pagehide', () => asking.abort());

const follow = async () => {
  let since = 0;
  for (;;) {
    await seen();
    asking = new AbortController();
    try {
      const answer = await fetch(`/-/state?since=${since}&lang=${encodeURIComponent(lang)}`, { cache: 'no-store', signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      since = state.number;
      if (state.site !== own) return void again();
      tell(state);
    } catch {
      await pause(1000);
    }
  }
};

follow();
})();
