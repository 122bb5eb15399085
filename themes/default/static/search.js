// Finds records in the index below `search/`: docs/search.md tells how it is called and
// how its files are made. Classic scripts only, so that it works from a folder as from a
// web host, under `script-src 'self'`. Touches nothing of the page but <script> elements.
(() => {
  'use strict';
  const faultbook = (window.faultbook ||= {});
  const root = new URL('../', document.currentScript.src).href;
  const beside = new URL('.', document.currentScript.src).href;
  // By it pages ask for the scripts of their own edition, whatever a cache has.
  const edition = new URL(document.currentScript.src).search;

  // ---- files: each is a script that hands its content to faultbook.shard

  const given = {};
  const asked = {};
  faultbook.shard = (key, ...content) => (given[key] = content);
  /** On a sealed site the index is deciphered, not run (lock.js). */
  const sealed = (key, address) =>
    faultbook.opened &&
    !address.startsWith(beside) &&
    faultbook.opened(address.replace(root, '').replace(/\?.*/, '')).catch(({ message }) => {
      delete asked[key];
      throw new Error(`The search needs a file that is ${message}. Check the connection and load this page again.`);
    });
  const script = (key, address) =>
    (asked[key] ||= sealed(key, address) || new Promise((resolve, reject) => {
      const element = document.createElement('script');
      const end = () => {
        element.remove();
        if (given[key]) return resolve(given[key]);
        delete asked[key];
        const file = address.replace(root, '').replace(/\?.*/, '');
        const error = new Error(
          `The search needs the file ${file}, which could not be loaded. Check the connection; ` +
            'if the site was renewed meanwhile, load this page again.',
        );
        reject(Object.assign(error, { file }));
      };
      element.onload = element.onerror = end;
      // Pages let in none but the site's own scripts (site.js).
      element.src = faultbook.trusted ? faultbook.trusted(address) : address;
      document.head.append(element);
    }));
  let m;
  const ready = async () => (tools.m = m ||= (await script('manifest', `${root}search/manifest.js?${Date.now()}`))[0]);
  const file = (letter, at) => script(`${letter}/${at}`, `${root}search/${m[letter][0]}/${at}.js`);

  // ---- numbers and dictionaries

  const reader = (text) => {
    let at = 0;
    const take = (length) => text.slice(at, (at += length));
    const number = () => {
      for (let high = 0; ;) {
        const code = text.charCodeAt(at++);
        const digit = code - 32 - (code > 34) - (code > 92);
        if (digit < 64) return high * 64 + digit;
        high = high * 29 + digit - 63;
      }
    };
    return { take, number, more: () => at < text.length };
  };
  const terms = (text, each) => {
    const read = reader(text);
    for (let term = ''; read.more();) {
      const same = read.number();
      const added = read.number();
      term = term.slice(0, same) + read.take(added);
      each(term, read);
    }
  };
  const decoded = {};
  const dictionary = async (letter, at) => {
    const [keys, values] = await file(letter, at);
    return (decoded[letter + at] ||= (() => {
      const map = new Map();
      let from = 0;
      terms(keys, (key, read) => {
        const to = from + read.number();
        map.set(key, (map.get(key) || []).concat(values.slice(from, to)));
        from = to;
      });
      return map;
    })());
  };
  const firsts = async (letter) => {
    if (!m[letter]) return [];
    const list = [];
    const text = letter === 'k' ? (await file('k', 'firsts'))[0] : m[letter][1];
    terms(text, (term) => list.push(term));
    return list;
  };
  const firstsOf = (letter) => (decoded[letter] ||= firsts(letter));
  /** Where a key stands or would stand: the last shard whose first key is not after it. */
  const shardOf = (list, key) => {
    let low = 0;
    for (let high = list.length; low < high;) {
      const middle = (low + high) >> 1;
      if (list[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  /** Every key that begins so, with its values, from so many files at most. */
  const range = async (letter, prefix, files = 16) => {
    const list = await firstsOf(letter);
    const start = shardOf(list, prefix);
    const wanted = start < 0 ? [] : [dictionary(letter, start)];
    for (let at = start + 1; wanted.length < files && list[at]?.startsWith(prefix); at++)
      wanted.push(dictionary(letter, at));
    const found = [];
    for (const map of await Promise.all(wanted)) {
      for (const entry of map) if (entry[0].startsWith(prefix)) found.push(entry);
    }
    return found;
  };
  const values = async (letter, key) => {
    const at = shardOf(await firstsOf(letter), key);
    return at < 0 ? [] : (await dictionary(letter, at)).get(key) || [];
  };

  // ---- lists of records

  const lists = new Map();
  const readTiers = (read, list) => {
    for (let tier = m.tiers.length; tier > 0; tier--) {
      const records = new Int32Array(read.number());
      for (let n = 0, at = 0; n < records.length; n++) records[n] = at += read.number();
      if (records.length) list.tiers.push([tier, records]);
    }
  };
  const listOf = (term, value) => {
    if (!lists.has(term)) {
      const read = reader(value);
      const list = { term, tiers: [], parts: read.number(), rest: 0, top: 0 };
      if (list.parts) [list.rest, list.top] = [read.number(), read.number()];
      readTiers(read, list);
      lists.set(term, list);
    }
    return lists.get(term);
  };
  const exact = async (term) => (await values('t', term)).map((value) => listOf(term, value));
  const starting = async (prefix, files) =>
    (await range('t', prefix, files)).map(([term, [value]]) => listOf(term, value));
  /** Fetches what a long list has beyond its beginning. */
  const complete = async (list) => {
    const parts = [...Array(list.parts).keys()].map((at) => values('t', `+${list.term} ${at}`));
    const all = await Promise.all(parts);
    if (!list.parts) return;
    list.parts = list.rest = 0;
    for (const [value] of all) readTiers(reader(value), list);
  };

  // ---- results

  const shown = (texts, language) => (Array.isArray(texts) ? (texts[language] ?? texts[0]) : texts) || '';
  const cardOf = async (record) => (await file('c', Math.floor(record / m.card)))[0][record % m.card];
  const evidenceOf = (kind, status, figures) => {
    if (kind !== 'solution') return null;
    const [uses = 0, held = -1, low = -1, high = -1, n = 0] = figures || [];
    const share = (thousandths) => (thousandths < 0 ? null : thousandths / 1000);
    return { confidence: status, uses, held: share(held), low: share(low), high: share(high), n };
  };
  const hitOf = async ([record, score], language, words) => {
    const [kind, id, url, titles, excerpts, model, code, customer, status, year, figures] = await cardOf(record);
    const title = shown(titles, language);
    return {
      id,
      kind: m.kinds[kind],
      url,
      title,
      score,
      model: model || '',
      code: code || '',
      customer: shown(customer, language),
      status: status || '',
      year: year || null,
      evidence: evidenceOf(m.kinds[kind], status, figures),
      excerpt: shown(excerpts, language),
      marks: marks(title, words),
    };
  };
  const marks = (title, words) => {
    const lower = title.toLowerCase();
    const found = [];
    for (const word of lower.length === title.length ? words : []) {
      for (let at = lower.indexOf(word); word && at >= 0; at = lower.indexOf(word, at + word.length)) {
        const inside = /^[a-z]/.test(word) && /[a-z]/.test(lower[at - 1] || '');
        if (!inside) found.push([at, at + word.length]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    return found.reduce((all, [from, to]) => {
      const last = all.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else all.push([from, to]);
      return all;
    }, []);
  };

  // ---- the calls

  /** The rarer half of the search, a file a matter, fetched when it is needed. */
  const part = async (name) => (await script(name, `${beside}search-${name}.js${edition}`))[0];
  const tools = {
    part,
    file,
    terms,
    range,
    values,
    exact,
    starting,
    complete,
    reader,
    shown,
    cardOf,
  };
  const engine = async () => (await Promise.all([part('query'), ready()]))[0](tools);
  const couldBeTicket = (key) => {
    const letters = /^\D*/.exec(key)[0];
    return (
      m.k && key.length > 3 && /\d/.test(key) && (m.tickets.length > 64 || m.tickets.includes(letters) || !letters)
    );
  };
  const detail = async (text, options = {}) => {
    const query = String(text ?? '');
    const { find, plain, wordsOf } = await engine();
    const { limit = 10, offset = 0, facets, lang, context, count = [] } = options;
    const language = Math.max(0, m.languages.indexOf(lang));
    const none = { hits: [], also: [], direct: [], total: 0, complete: true, near: false, terms: [], facets: {} };
    const key = plain(query);
    if (!key) return none;
    const narrow = count.length || context || Object.values(facets || {}).some((chosen) => chosen?.length);
    const { allowedBy, marked, counted } = narrow ? await part('facets') : {};
    const [allowed, first] = await Promise.all([
      narrow && allowedBy(tools, facets),
      context && marked(tools, 'model', [String(context)]),
    ]);
    const isTicket = !allowed && couldBeTicket(key);
    const rows = isTicket ? await (await part('tickets'))(tools, key, limit, language) : [];
    const plan = await find(query, {
      wanted: offset + limit,
      allowed,
      first,
      whole: count.length > 0,
      only: rows.length,
    });
    const found = plan.hits.length ? plan.hits : plan.others;
    const words = wordsOf(plan.parts);
    const cards = (list) => Promise.all(list.map((hit) => hitOf(hit, language, words)));
    // Tickets of just this number come first of all, those that begin so last.
    const before = rows.filter((row) => row.same).length;
    const page = found.slice(Math.max(0, offset - before), Math.max(0, offset + limit - before));
    const hits = rows
      .slice(offset, before)
      .concat(await cards(page), offset ? [] : rows.slice(before))
      .slice(0, limit);
    const spare = plan.hits.length && !offset ? limit - hits.length : 0;
    return {
      hits: hits.map(({ same, ...hit }) => hit),
      also: await cards(plan.others.slice(0, spare)),
      direct: await cards(plan.direct.slice(0, 3).map((record) => [record, 0])),
      total: plan.all.length + rows.length,
      complete: plan.whole,
      near: !rows.length && found.length > 0 && Boolean(plan.near || !plan.hits.length),
      terms: words,
      facets: count.length ? await counted(tools, count, plan.all, language) : {},
    };
  };

  faultbook.search = async (query, options = {}) => {
    const { hits, also } = await detail(query, options);
    return [...hits, ...also].map(({ id, kind, url, title, score }) => ({ id, kind, url, title, score }));
  };
  Object.assign(faultbook.search, {
    detail,
    ready: async () => void (await ready()),
    suggest: async (query) => {
      const { parse } = await engine();
      return (await part('near')).suggest(tools, await parse(query));
    },
    /** Every file of the index, below the site's root folder, with its size in bytes. */
    files: async () => {
      await ready();
      const [folders] = await script('l/0', `${root}search/${m.files}/0.js`);
      const named = (folder, all) => (size, at) => {
        const name = folder.startsWith('k-') && at === all.length - 1 ? 'firsts' : at;
        return { path: `search/${folder}/${name}.js`, size };
      };
      const list = folders.flatMap(([folder, sizes]) => sizes.map(named(folder, sizes)));
      return [{ path: 'search/manifest.js', size: JSON.stringify(m).length }, ...list];
    },
    /** How a text is taken apart: each unit and what stands before it. */
    units: async (text) => (await engine()).apart(text),
  });
})();
