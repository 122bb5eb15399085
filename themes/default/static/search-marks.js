// Words that were searched for, marked on the page they led to (`?hl=…`), with a line that
// leads from one to the next and takes them away.
(() => {
'use strict';
const { make, say, finder, marked } = self.faultbook;
const NEVER = 'script,style,svg,mark,noscript,textarea,select,button,form';

const markPage = (main, terms) => {
  const find = finder(terms);
  if (!find) return [];
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) {
    if (walk.currentNode.data.search(find) >= 0 && !walk.currentNode.parentElement.closest(NEVER)) texts.push(walk.currentNode);
  }
  for (const text of texts.slice(0, 400)) text.replaceWith(...marked(text.data, find));
  return [...main.querySelectorAll('mark')];
};

const handedOver = () => {
  const terms = new URL(location.href).searchParams.getAll('hl');
  const main = document.getElementById('main');
  if (!main || !terms.length) return;
  const marks = markPage(main, terms);
  if (!marks.length) return;
  const seen = marks.filter((mark) => mark.getClientRects().length);
  let at = -1;
  const show = () => seen[(at = (at + 1) % seen.length)]?.scrollIntoView({ block: 'center' });
  const next = make('button', { type: 'button' }, say('find.next_mark'));
  const off = make('button', { type: 'button' }, say('find.unmark'));
  const bar = make('p', { class: 'chips no-print', id: 'marks' },
    make('span', null, say('find.marked', { n: marks.length, words: terms.join(', ') })), next, off);
  next.onclick = show;
  off.onclick = () => {
    for (const mark of marks) {
      const around = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      around.normalize();
    }
    bar.remove();
    // What a table has put into the address since stays there.
    const now = new URL(location.href);
    now.searchParams.delete('hl');
    try { history.replaceState(null, '', now); } catch { /* an old browser keeps the address */ }
  };
  main.prepend(bar);
  if (location.hash) return;
  if (seen[0] && seen[0].getBoundingClientRect().bottom > innerHeight) show();
};

handedOver();
})();
