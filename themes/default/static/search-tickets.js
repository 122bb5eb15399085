// What search.js fetches when a query looks like the number of a ticket: the rows of the
// logs, each shown at its entry on the page of its device.
(() => {
  'use strict';

  /** The entry of a ticket; its number is made of the key by the shape it is written in. */
  const read = ({ m, reader }, key, value) => {
    const text = reader(value);
    const whole = text.take(text.number()) + key;
    const shape = text.number();
    let id = shape ? '' : text.take(text.number());
    let at = 0;
    for (const sign of shape ? m.shapes[shape - 1] : '') {
      id += sign === 'A' ? whole[at++].toUpperCase() : sign === 'a' ? whole[at++] : sign;
    }
    const [card, since, flags, status] = [text.number(), text.number(), text.number(), text.number()];
    const anchor = flags & 1 ? text.take(text.number()) : `e-${id}`;
    return { id, card, year: since ? since + 1899 : null, onYear: flags & 2, status: m.statuses[status], anchor };
  };

  const hit = async ({ shown, cardOf }, { id, card, year, onYear, status, anchor }, language, same) => {
    const [, , url, titles, , model, , customer] = await cardOf(card);
    const page = onYear ? url.replace(/index\.html$/, `${year}/index.html`) : url;
    return {
      id,
      kind: 'ticket',
      url: `${page}#${anchor.replace(/[%#?+ ]/g, encodeURIComponent)}`,
      title: `${id} · ${shown(titles, language)}`,
      score: 0,
      model: model || '',
      code: '',
      customer: shown(customer, language),
      status,
      year,
      evidence: null,
      excerpt: '',
      marks: [[0, id.length]],
      same,
    };
  };

  /** The tickets of a number; where there is none, those that begin with it. */
  const tickets = async (tools, key, limit, language) => {
    const found = await tools.range('k', key, 1);
    const same = found.filter(([other]) => other === key);
    const chosen = same.length ? same : found.slice(0, limit);
    const rows = chosen.flatMap(([other, values]) => values.map((value) => read(tools, other, value)));
    return Promise.all(rows.slice(0, limit).map((row) => hit(tools, row, language, same.length > 0)));
  };

  window.faultbook.shard('tickets', tickets);
})();
