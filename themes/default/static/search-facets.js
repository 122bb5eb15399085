// What search.js fetches when results are narrowed down, counted by facet, or led by a
// device's model. Each facet is a file, or a few: value, how it is shown, its records.
(() => {
  'use strict';

  const valuesOf = async ({ m, file }, name) => {
    let at = 0;
    for (const [other, files] of m.facets) {
      if (other === name) return (await Promise.all([...Array(files).keys()].map((n) => file('f', at + n)))).flat(2);
      at += files;
    }
    throw new Error(`There is no facet “${name}”; there are ${m.facets.map(([other]) => other).join(', ')}.`);
  };
  const recordsOf = ({ reader }, list) => {
    const read = reader(list);
    const records = [];
    for (let at = 0; read.more();) records.push((at += read.number()));
    return records;
  };
  const marked = async (tools, name, wanted) => {
    const marks = new Uint8Array(tools.m.n);
    for (const [value, , list] of await valuesOf(tools, name)) {
      if (wanted.includes(value)) for (const record of recordsOf(tools, list)) marks[record] = 1;
    }
    return marks;
  };
  const allowedBy = async (tools, facets) => {
    const chosen = Object.entries(facets || {}).filter(([, wanted]) => wanted?.length);
    if (!chosen.length) return null;
    const all = await Promise.all(chosen.map(([name, wanted]) => marked(tools, name, wanted.map(String))));
    return all[0].map((_, at) => all.every((marks) => marks[at]));
  };
  const counted = async (tools, names, hits, language) => {
    const held = new Uint8Array(tools.m.n);
    for (const record of hits) held[record] = 1;
    const rows = await Promise.all(
      names.map(async (name) => {
        const values = (await valuesOf(tools, name)).map(([value, label, list]) => [
          value,
          tools.shown(label, language) || value,
          recordsOf(tools, list).filter((record) => held[record]).length,
        ]);
        return [name, values.filter(([, , n]) => n)];
      }),
    );
    return Object.fromEntries(rows);
  };

  window.faultbook.shard('facets', { allowedBy, marked, counted });
})();
