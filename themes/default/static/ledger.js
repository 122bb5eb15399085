// Tables are taken along as CSV; long ones also sorted, filtered while one types, grouped,
// with the columns one chooses, which stand in the address. Without this script they are
// plain tables in the order in which they were built.
(() => {
'use strict';
const { make, say, button } = self.faultbook;
const MISSING = '—';
const DATE = /^\d{4}-\d\d-\d\d/;
const NUMBER = /^[-−]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;
const { lang } = document.documentElement;
const { compare } = new Intl.Collator(lang, { numeric: true, sensitivity: 'base' });
const fold = (text) => text.normalize('NFKC').toLowerCase();

/** A cell in one line; its pieces stay apart, and nothing stands for what is missing. */
const textOf = (cell) => {
  const text = [...cell.childNodes].map((node) => node.textContent).join(' ').replace(/\s+/g, ' ').trim();
  return text === MISSING ? '' : text;
};

const nameOf = (table) => table.caption?.textContent ?? document.title;

/** The rows of a table but for its totals. */
const rowsOf = (table) => [...table.tBodies[0].rows].filter((row) => !row.classList.contains('tot'));

const plain = (number) => number.replaceAll(',', '').replace('−', '-');

/** The number of a cell: the exact one where it is given, or the first that is shown. */
const numberOf = (cell) => {
  if (cell.dataset.v) return Number(cell.dataset.v);
  const shown = (cell.querySelector('b') ?? cell).textContent.match(/[-−]?\d[\d,]*(?:\.\d+)?/);
  return shown ? Number(plain(shown[0])) : null;
};

/** A cell of a CSV: a number stays one, and what a spreadsheet could take for a formula
    is made text. */
const csvCell = (text, numeric) => {
  if (NUMBER.test(text) && (numeric || /^[-−]/.test(text))) return plain(text);
  const first = text.replace(/^[\s\p{Cc}\u200B-\u200F\u2060\uFEFF]+/u, '').normalize('NFKC')[0];
  return `"${'=+-@−'.includes(first ?? ' ') ? "'" : ''}${text.replaceAll('"', '""')}"`;
};

/** A button that hands out the shown columns and rows of a table as a file. */
const csvButton = (table, shown) => button(say('ledger.csv'), () => {
  const [columns, rows] = shown();
  const line = (cells) => `${cells.join(',')}\r\n`;
  const text = rows.map((row) => line(columns.map(({ at, numeric }) => csvCell(textOf(row.cells[at]), numeric)))).join('');
  const head = line(columns.map(({ label }) => csvCell(label)));
  const href = URL.createObjectURL(new Blob([`\uFEFF${head}${text}`], { type: 'text/csv;charset=utf-8' }));
  make('a', { href, download: `${nameOf(table)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
});

const columnsOf = (table, rows) => [...table.tHead.rows[0].cells].map((head, at, heads) => {
  const cells = rows.map((row) => row.cells[at]).filter(Boolean);
  const numeric = head.classList.contains('num') || cells.some((cell) => cell.dataset.v);
  const texts = numeric ? [] : cells.map(textOf);
  const dated = texts.some(Boolean) && texts.every((text) => !text || DATE.test(text));
  // Lengths of what rows of a group have in common: a month, a day, the whole text.
  const groups = (dated ? [7, 10] : [undefined]).filter((length) => {
    const kinds = new Set(texts.map((text) => text.slice(0, length))).size;
    return kinds > 1 && kinds <= rows.length / 2;
  });
  // Two heads may say the same; the address has to tell them apart.
  const n = heads.slice(0, at).filter((one) => one.textContent === head.textContent).length;
  const label = head.textContent.trim() + (n ? ` (${n + 1})` : '');
  return { at, head, label, numeric, dated, groups: numeric ? [] : groups };
});

/** The column one sorts by, with a minus where it is turned round. */
const sortOf = (way) => ({ sort: way.replace(/^-/, ''), down: way[0] === '-' });
const wayOf = ({ sort, down }) => (down ? '-' : '') + sort;

/** What was chosen for one table, as the address has it. */
const stateIn = (name) => {
  const params = new URL(location.href).searchParams;
  const read = (key) => params.get(name + key) ?? '';
  return { ...sortOf(read('sort')), filter: read('filter'), group: read('group'), hide: params.getAll(`${name}hide`) };
};

const write = (name, state) => {
  const url = new URL(location.href);
  const set = (key, ...values) => {
    url.searchParams.delete(name + key);
    for (const value of values) if (value) url.searchParams.append(name + key, value);
  };
  set('sort', wayOf(state));
  set('filter', state.filter);
  set('group', state.group);
  set('hide', ...state.hide);
  try { history.replaceState(history.state, '', url); } catch { /* an old browser keeps the address */ }
};

const select = (label, options, act) => {
  const field = make('select', { 'aria-label': label }, ...options.map(([value, text]) => make('option', { value }, text)));
  field.onchange = () => act(field.value);
  return field;
};

function ledger(table, name) {
  const body = table.tBodies[0];
  const built = rowsOf(table);
  const totals = [...body.rows].filter((row) => !built.includes(row));
  const columns = columnsOf(table, built);
  const named = (label) => columns.find((column) => column.label === label);
  const state = stateIn(name);
  const texts = new Map();
  const wordsOf = (row) => texts.get(row) ?? texts.set(row, fold([...row.cells].map(textOf).join(' '))).get(row);
  const status = make('p', { role: 'status' });
  let telling;

  const valueOf = (row, { at, numeric }) => {
    const cell = row.cells[at];
    return numeric ? numberOf(cell) : textOf(cell) || null;
  };

  /** Rows in the chosen order; what is missing stands last, whichever way one sorts. */
  const ordered = () => {
    const column = named(state.sort);
    if (!column) return built;
    const keyed = built.map((row) => [valueOf(row, column), row]);
    const sign = state.down ? -1 : 1;
    keyed.sort(([a], [b]) => (a === null || b === null ? (a === null) - (b === null)
      : sign * (column.numeric ? a - b : compare(a, b))));
    return keyed.map(([, row]) => row);
  };

  /** Rows under the heads of their groups; those of time keep the order as built. */
  const grouped = (rows) => {
    const [label, length] = state.group.split('/');
    const column = named(label);
    if (!column) return rows;
    const keyOf = (row) => textOf(row.cells[column.at]).slice(0, length ? Number(length) : undefined);
    const groups = new Map(built.map((row) => [keyOf(row), []]));
    for (const row of rows) groups.get(keyOf(row)).push(row);
    const keys = [...groups.keys()];
    if (!column.dated) keys.sort((a, b) => (a === '') - (b === '') || compare(a, b));
    const width = columns.length - state.hide.length;
    return keys.filter((key) => groups.get(key).length).flatMap((key) => [
      make('tr', { class: 'grp' }, make('th', { colspan: width, scope: 'rowgroup' }, key || MISSING, ' ',
        make('small', null, say('ledger.rows', { n: groups.get(key).length })))),
      ...groups.get(key),
    ]);
  };

  const shown = () => {
    const words = fold(state.filter).split(/\s+/).filter(Boolean);
    return ordered().filter((row) => words.every((word) => wordsOf(row).includes(word)));
  };

  const tell = (n) => {
    clearTimeout(telling);
    const text = say(n === built.length ? 'ledger.rows' : 'ledger.shown', { n, all: built.length });
    status.textContent ||= text;
    telling = setTimeout(() => { status.textContent = text; }, 300);
  };

  const heads = () => {
    order.value = wayOf(state);
    for (const { head, label } of columns) {
      if (label === state.sort) head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    }
  };

  const hideColumns = () => {
    for (const row of [...table.tHead.rows, ...built, ...totals]) {
      for (const { at, label } of columns) if (row.cells[at]) row.cells[at].hidden = state.hide.includes(label);
    }
  };

  const draw = () => {
    const rows = shown();
    body.replaceChildren(...grouped(rows), ...(rows.length === built.length ? totals : []));
    heads();
    tell(rows.length);
  };

  const change = (changes) => {
    Object.assign(state, changes);
    write(name, state);
    draw();
  };

  /** First as one mostly wants it, then the other way, then as built. */
  const turn = (column) => {
    const first = column.numeric || column.dated;
    if (state.sort !== column.label) return change({ sort: column.label, down: first });
    change(state.down === first ? { down: !first } : { sort: '', down: false });
  };

  const filter = make('input', { type: 'search', autocomplete: 'off', 'aria-label': say('ledger.filter'), placeholder: say('ledger.filter') });
  filter.value = state.filter;
  for (const name of ['input', 'compositionend']) {
    filter.addEventListener(name, (event) => event.isComposing || change({ filter: filter.value.trim() }));
  }

  const sorts = columns.flatMap(({ label }) => [[label, `${label} ▲`], [`-${label}`, `${label} ▼`]]);
  const order = select(say('ledger.sort'), [['', say('ledger.as_built')], ...sorts],
    (value) => change(sortOf(value)));
  order.className = 'narrow';

  const ways = columns.flatMap(({ label, groups }) => groups.map((length) => (length
    ? [`${label}/${length}`, say(length === 7 ? 'ledger.by_month' : 'ledger.by_day', { column: label })] : [label, label])));
  const group = select(say('ledger.group'), [['', say('ledger.no_group')], ...ways], (value) => change({ group: value }));
  group.value = state.group;
  state.group = group.value;

  const boxes = columns.slice(1).map(({ label }) => {
    const box = make('input', { type: 'checkbox' });
    box.checked = !state.hide.includes(label);
    box.onchange = () => {
      change({ hide: box.checked ? state.hide.filter((hidden) => hidden !== label) : [...state.hide, label] });
      hideColumns();
    };
    return make('label', null, box, ' ', label);
  });
  const chooser = make('details', null, make('summary', null, say('ledger.columns')), make('div', null, ...boxes));
  chooser.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !chooser.open) return;
    chooser.open = false;
    chooser.firstChild.focus();
  });

  for (const column of columns) column.head.append(button([...column.head.childNodes], () => turn(column)));
  state.hide = state.hide.filter((label) => columns.slice(1).some((column) => column.label === label));
  order.value = wayOf(state);
  Object.assign(state, sortOf(order.value));
  const bar = make('div', { class: 'ctl no-print', role: 'group', 'aria-label': nameOf(table) },
    filter, order, ...(ways.length ? [group] : []), chooser,
    csvButton(table, () => [columns.filter(({ label }) => !state.hide.includes(label)), shown()]), status);
  table.parentNode.before(bar);
  if (state.hide.length) hideColumns();
  if (state.sort || state.filter || state.group) draw();
  else tell(built.length);
}

let n = 0;
for (const table of document.querySelectorAll('main .scroll>table:not(.rep *)')) {
  if (table.matches('[data-long]:not(.fig *)')) {
    ledger(table, n ? `${n}.` : '');
    n += 1;
  } else {
    const rows = rowsOf(table);
    const csv = csvButton(table, () => [columnsOf(table, rows), rows]);
    csv.className = 'csv no-print';
    table.after(csv);
  }
}
})();
