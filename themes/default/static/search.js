// Finds records in the index below `search/`: docs/search.md tells how it is called and
// how its files are made. Classic scripts only, so that it works from a folder as from a
// web host, under `script-src 'self'`. Touches nothing of the page but <script> elements.
(() => {
  'use strict';
  const faultbook = (window.faultbook ||= {});
  const root = new URL('../', document.currentScript.src).href;
  const near = new URL('search-near.js', document.currentScript.src).href;

  // ---- files: each is a script that hands its content to faultbook.shard

  const given = {};
  const asked = {};
  faultbook.shard = (key, ...content) => (given[key] = content);
  const script = (key, address) =>
    (asked[key] ||= new Promise((resolve, reject) => {
      const element = document.createElement('script');
      const end = () => {
        element.remove();
        if (given[key]) return resolve(given[key]);
        delete asked[key];
        const file = address.replace(root, '');
        const error = new Error(
          `The search needs the file ${file}, which could not be loaded. Check the connection; ` +
            'if the site was renewed meanwhile, load this page again.',
        );
        reject(Object.assign(error, { file }));
      };
      element.onload = element.onerror = end;
      element.src = address;
      document.head.append(element);
    }));
  let m;
  const ready = async () => (m ||= (await script('manifest', root + 'search/manifest.js'))[0]);
  const file = (letter, at) => script(`${letter}/${at}`, `${root}search/${m[letter][0]}/${at}.js`);

  // ---- numbers and dictionaries

  const reader = (text) => {
    let at = 0;
    const take = (length) => text.slice(at, (at += length));
    const number = () => {
      for (let high = 0; ; ) {
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
    for (let term = ''; read.more(); ) {
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
  /** Every key that begins so, with its values, from so many files at most. */
  const range = async (letter, prefix, files = 16) => {
    const list = await firstsOf(letter);
    let low = 0;
    for (let high = list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (list[middle] <= prefix) low = middle + 1;
      else high = middle;
    }
    const wanted = [];
    for (let at = Math.max(low - 1, 0); at < list.length && wanted.length < files; at++) {
      if (at > low - 1 && !list[at].startsWith(prefix)) break;
      wanted.push(dictionary(letter, at));
    }
    const found = [];
    for (const map of await Promise.all(wanted)) {
      for (const [key, values] of map) if (key.startsWith(prefix)) found.push([key, values]);
    }
    return found;
  };
  const values = async (letter, key) => {
    const found = await range(letter, key, 1);
    const entry = found.find(([other]) => other === key);
    return entry ? entry[1] : [];
  };

  // ---- lists of records

  const lists = new Map();
  const readTiers = (read, list) => {
    for (let tier = m.tiers.length; tier > 0; tier--) {
      for (let left = read.number(), at = 0; left > 0; left--) {
        list.records.push((at += read.number()));
        list.tiers.push(tier);
      }
    }
  };
  const listOf = (term, value) => {
    if (!lists.has(term)) {
      const read = reader(value);
      const list = { term, records: [], tiers: [], parts: read.number(), rest: 0, top: 0 };
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

  // ---- taking a text apart, by the rules of src/search/tokens.rs

  const HAN = '\\u3400-\\u9fff\\u3005-\\u3007\\u3040-\\u30ff\\uf900-\\ufaff\\u{20000}-\\u{323af}';
  const UNIT = new RegExp(`[${HAN}]|(?:(?![${HAN}])[\\p{Alphabetic}\\p{N}])+`, 'gu');
  const IS_HAN = new RegExp(`^[${HAN}]`, 'u');
  const fold = {};
  const normalise = (text) => {
    const plain = text.normalize('NFKC').toLowerCase();
    return plain.replace(/[\u4e00-\u9fff]/g, (c) => fold[c] || c);
  };
  const [ADJACENT, JOINED, SPACE, LIGHT, BREAK] = [0, 1, 2, 3, 4];
  const gapOf = (between, words) => {
    if (!between) return ADJACENT;
    if (words && /^[-_./:+·‐‑–]$/u.test(between)) return JOINED;
    if (/^[^\S\n]+$/.test(between)) return SPACE;
    return /[。!?;\n｡…]|\. /.test(between) ? BREAK : LIGHT;
  };
  const units = (text) => {
    const list = [];
    let end = 0;
    for (const match of text.matchAll(UNIT)) {
      const han = IS_HAN.test(match[0]);
      const last = list[list.length - 1];
      const between = text.slice(end, match.index);
      const gap = last ? gapOf(between, !last.han && !han) : BREAK;
      list.push({ text: match[0], han, gap });
      end = match.index + match[0].length;
    }
    return list;
  };
  const stem = (word) => {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    let out = /(?<![sui])s$/.test(word) ? word.slice(0, -1) : word;
    for (const ending of ['ing', 'ed']) {
      const rest = out.slice(0, -ending.length);
      if (!out.endsWith(ending) || rest.length < 3 || rest.endsWith('e') || !/[aeiou]/.test(rest)) continue;
      out = rest.length > 3 && rest.at(-1) === rest.at(-2) ? rest.slice(0, -1) : rest;
      break;
    }
    return out.length > 3 && out.endsWith('e') ? out.slice(0, -1) : out;
  };

  // ---- meanings

  let meanings;
  const loadMeanings = async () => {
    if (meanings) return meanings;
    const text = m.y ? (await file('y', 0))[0] : m.synonyms || '';
    const trie = new Map();
    const words = {};
    for (const line of text.split('\n').filter(Boolean)) {
      const group = line.split('|');
      const name = units(normalise(group[0])).reduce(
        (all, unit, at, list) => all + (at && !(unit.han && list[at - 1].han) ? ' ' : '') + unit.text, '');
      words[name] = group;
      group.forEach((word, number) => {
        let node = trie;
        for (const unit of units(normalise(word))) {
          const letter = stem(unit.text);
          if (!node.has(letter)) node.set(letter, new Map());
          node = node.get(letter);
        }
        (node.ends ||= []).push({ name, number });
      });
    }
    return (meanings = { trie, words });
  };
  /** The longest word with a meaning that begins at a unit. */
  const meaningAt = (list, from) => {
    if (list[from].gap === JOINED) return null;
    let node = meanings.trie;
    let best = null;
    for (let at = from; at < list.length; at++) {
      const most = at > from && list[at].han && list[at - 1].han ? ADJACENT : SPACE;
      if (at > from && list[at].gap > most) break;
      node = node.get(stem(list[at].text));
      if (!node) break;
      if (node.ends && list[at + 1]?.gap !== JOINED) best = { to: at + 1, ends: node.ends };
    }
    return best;
  };

  // ---- a query as a plan: parts that a record must hold, and what is nice to have

  const SOFT = new Set(
    ('怎么办 怎么解决 怎么处理 怎么回事 怎么修 怎么 如何解决 如何处理 如何 为什么 什么原因 是什么 的处理方法 处理方法 解决方法 的解决方法 ' +
      '的 了 吗 呢 啊 和 与 在 是 有 时 请问 a an and at by for from how i in is it my of on or the to what when why with ' +
      'does do fix solve').split(' '));
  const plain = (list) => list.map((unit) => unit.text).join('');
  const parse = (text) => {
    const list = units(normalise(text)).slice(0, 64);
    const parts = [];
    for (let at = 0; at < list.length; ) {
      const meaning = meaningAt(list, at);
      let to = at + 1;
      if (meaning) to = meaning.to;
      else if (list[at].han) {
        while (to < list.length && list[to].han && list[to].gap === ADJACENT && !meaningAt(list, to)) to++;
      } else while (to < list.length && list[to].gap === JOINED) to++;
      const own = list.slice(at, to);
      parts.push({ units: own, ends: meaning?.ends, han: list[at].han, gap: list[at].gap, text: plain(own) });
      at = to;
    }
    for (const part of parts) part.soft = !part.ends && SOFT.has(part.text);
    if (parts.every((part) => part.soft)) for (const part of parts) part.soft = false;
    return parts;
  };
  const pairKeys = (run) => run.slice(1).map((unit, at) => run[at].text + unit.text);

  /** Records that a word finds: itself, and what begins with it. */
  const word = async (text, files = 16) => {
    const all = await starting(text, text.length > 2 ? files : 1);
    const itself = all.filter((list) => list.term === text);
    const onlyItself = itself.length && (/\d/.test(text) || text.length < 2);
    const used = (onlyItself ? itself : all).map((list) => ({ list, factor: list.term === text ? 1 : 0.7 }));
    // A word that is still being typed means what the words mean that begin so.
    if (!itself.length && text.length > 3) used.push(...(await meaningsStarting(text)));
    return used;
  };
  const each = (own) => Promise.all(own.map((unit) => word(unit.text)));
  /** `later` is what is looked for when the rest did not find enough. */
  const code = async (own) => {
    const any = await word(plain(own), 2);
    const later = async () => (own.length > 1 ? { all: [await each(own)] } : { any: await word(own[0].text) });
    return { any, later };
  };
  const meaning = async (part) => {
    const any = [];
    await Promise.all(
      part.ends.map(async ({ name, number }) => {
        const group = meanings.words[name];
        for (const list of await starting(`!${name}.`)) {
          const at = Number(list.term.slice(name.length + 2));
          const same = IS_HAN.test(group[at] || '') === part.han;
          any.push({ list, factor: at === number ? 1 : same ? 0.9 : 0.8 });
        }
      }),
    );
    // Other forms of the words count as well: `leakage` for `leak`.
    return { any, later: part.han ? null : async () => ({ all: [await each(part.units)] }) };
  };
  const meaningsStarting = async (text) => {
    const all = Object.entries(meanings.words).filter(([, group]) =>
      group.some((word) => !word.includes(' ') && word.toLowerCase().startsWith(text)));
    const lists = await Promise.all(all.slice(0, 6).map(([name]) => starting(`!${name}.`)));
    return lists.flat().map((list) => ({ list, factor: 0.6 }));
  };
  const single = async (parts, at) => {
    const { text } = parts[at];
    const beside = [];
    if (parts[at - 1]?.han && parts[at].gap === ADJACENT) beside.push(parts[at - 1].units.at(-1).text + text);
    if (parts[at + 1]?.han && parts[at + 1].gap === ADJACENT) beside.push(text + parts[at + 1].units[0].text);
    const [joints, alone] = await Promise.all([Promise.all(beside.map(exact)), starting(text)]);
    const of = (factor) => (list) => ({ list, factor });
    return { any: joints.flat().map(of(1)).concat(alone.map(of(0.5))) };
  };
  /** `e 117` and `da42 ftd2` are found as one code, too. */
  const joinedWords = async (parts, slots) => {
    const isWord = (part) => part && !part.han && !part.ends;
    await Promise.all(
      parts.flatMap((part, at) =>
        [2, 3].map(async (length) => {
          const run = parts.slice(at, at + length);
          const beside = run.slice(1).every((other) => other.gap === SPACE);
          if (run.length < length || !beside || !run.every(isWord) || !run.some((p) => /\d/.test(p.text))) return;
          const found = await word(run.map((p) => p.text).join(''));
          for (const slot of slots) if (run.includes(slot.part)) slot.any.push(...found);
        }),
      ),
    );
  };
  const slotsOf = async (parts) => {
    const made = parts.map(async (part, at) => {
      const slot = (found, key) => ({ part, key, soft: part.soft, all: [], ...found });
      if (part.ends) return [slot(await meaning(part), part.text)];
      if (!part.han) return [slot(await code(part.units), part.text)];
      if (part.units.length === 1) return [slot(await single(parts, at), part.text)];
      const keys = pairKeys(part.units);
      const found = await Promise.all(keys.map(exact));
      return found.map((any, pair) =>
        slot({ any: any.map((list) => ({ list, factor: 1 })) }, keys[pair]));
    });
    const slots = (await Promise.all(made)).flat();
    await joinedWords(parts, slots);
    return slots;
  };
  /** What shows that the parts of a query stand beside each other, in order. */
  const jointsOf = async (parts) => {
    const keys = [];
    parts.slice(1).forEach((right, at) => {
      const left = parts[at];
      if (left.ends && right.ends) {
        keys.push(left.ends.flatMap((l) => right.ends.map((r) => `!${l.name}>${r.name}`)));
      } else if (left.han && right.han) {
        keys.push([left.units.at(-1).text + right.units[0].text]);
      } else if (!left.han && !right.han && !left.ends && !right.ends) {
        keys.push([`&${left.units.at(-1).text} ${right.units[0].text}`]);
      }
    });
    return Promise.all(keys.map(async (any) => (await Promise.all(any.map(exact))).flat()));
  };

  // ---- weighing

  const rankOf = (record) => {
    let rank = m.boosts.length - 1;
    while (rank > 0 && m.begins[rank] > record) rank--;
    return rank;
  };
  /** The weight of each record of a slot. A page that only leads on never comes before
      what it leads to: that its own name was asked for is told in `direct`. */
  const weigh = (slot, direct) => {
    const weights = new Map();
    const own = m.tiers.length;
    const [from, to] = [m.begins[m.directory], m.begins[m.directory + 1]];
    const give = (any, take) => {
      for (const { list, factor } of any) {
        for (let at = 0; at < list.records.length; at++) {
          const record = list.records[at];
          let tier = list.tiers[at];
          if (tier === own && record >= from && record < to) {
            if (factor === 1) direct.add(record);
            tier = 1;
          }
          take(record, factor * m.tiers[tier - 1]);
        }
      }
    };
    const add = (record, weight) => {
      if (weight > (weights.get(record) || 0)) weights.set(record, weight);
    };
    give(slot.any, add);
    for (const words of slot.all) {
      let both = null;
      for (const any of words) {
        const next = new Map();
        give(any, (record, weight) => {
          const least = both ? Math.min(both.get(record) || 0, weight) : weight;
          if (least > (next.get(record) || 0)) next.set(record, least);
        });
        both = next;
      }
      for (const [record, weight] of both) add(record, weight);
    }
    return weights;
  };
  const listsOf = (slot) => slot.any.concat(slot.all.flat(2));
  /** The most that the part of a slot which is not loaded can add. */
  const openOf = (slot) =>
    Math.max(0, ...listsOf(slot).filter(({ list }) => list.parts).map(({ list, factor }) => factor * m.tiers[list.top - 1]));

  const evaluate = ({ slots, joints }, wanted, allowed, first) => {
    const hard = slots.filter((slot) => !slot.soft).slice(0, 30);
    const full = 2 ** hard.length - 1;
    const scores = new Float64Array(m.n);
    const masks = new Uint32Array(m.n);
    let all = 0;
    let open = 0;
    let openMask = 0;
    const least = new Float64Array(m.n).fill(9);
    const direct = new Set();
    const held = [];
    for (const slot of hard.concat(slots.filter((s) => s.soft))) {
      const weights = weigh(slot, direct);
      const rest = listsOf(slot).reduce((sum, { list }) => sum + list.rest, 0);
      slot.found = weights.size + rest;
      slot.idf = Math.log(1 + (m.n + 0.5) / (Math.min(slot.found, m.n) + 0.5));
      const bit = slot.soft ? 0 : 2 ** hard.indexOf(slot);
      slot.open = openOf(slot) * slot.idf;
      if (bit) {
        all += slot.idf;
        open += slot.open;
        if (slot.open) openMask += bit;
      }
      for (const [record, weight] of weights) {
        if (allowed && !allowed[record]) continue;
        if (bit && !masks[record]) held.push(record);
        scores[record] += weight * slot.idf * (bit ? 1 : 0.3);
        masks[record] |= bit;
        if (bit && weight < least[record]) least[record] = weight;
      }
    }
    const beside = new Uint8Array(m.n);
    for (const any of joints) for (const list of any) for (const record of list.records) beside[record]++;
    const hits = [];
    const others = [];
    for (const record of held) {
      const boost = m.boosts[rankOf(record)];
      const own = first?.[record] ? 1e6 : 0;
      if (masks[record] === full) {
        const inOrder = joints.length && beside[record] >= joints.length ? 1e3 : 0;
        // A record about all of it comes before one that mentions a part of it somewhere.
        hits.push([record, scores[record] * boost * (0.3 + 0.7 * Math.min(least[record], 1)) + inOrder + own]);
      } else {
        let matched = 0;
        hard.forEach((slot, at) => (matched += masks[record] & (2 ** at) ? slot.idf : 0));
        others.push([record, scores[record] * boost * (matched / all) ** 2 + own, matched / all]);
      }
    }
    const order = (a, b) => b[1] - a[1] || a[0] - b[0];
    hits.sort(order);
    const last = (hits[wanted - 1] || [0, 0])[1] % 1e3;
    const couldBeat = (record) =>
      ((masks[record] | openMask) >>> 0) === full && (scores[record] + open) * m.boosts[rankOf(record)] > last;
    const more = openMask && (others.some(([record]) => couldBeat(record)) || (openMask === full && open * m.boosts[0] > last));
    return { hits, others: others.filter((o) => o[2] >= 0.3).sort(order), direct: [...direct], more };
  };

  /** Finds by a text as it is written. */
  const run = async (text, wanted, allowed, first, whole) => {
    const parts = parse(text);
    const [slots, joints] = await Promise.all([slotsOf(parts), jointsOf(parts)]);
    const plan = { text, parts, slots, joints };
    let result = evaluate(plan, wanted, allowed, first);
    const later = slots.filter((slot) => slot.later);
    if (later.length && (whole || result.hits.length < wanted)) {
      await Promise.all(later.map(async (slot) => Object.assign(slot, await slot.later(), { later: null })));
      result = evaluate(plan, wanted, allowed, first);
    }
    if (result.more || whole) {
      const lists = new Set(slots.flatMap(listsOf).map(({ list }) => list).filter((list) => list.parts));
      await Promise.all([...lists].map(complete));
      result = evaluate(plan, wanted, allowed, first);
    }
    plan.whole = !slots.some((slot) => slot.later || listsOf(slot).some(({ list }) => list.parts));
    return Object.assign(plan, result);
  };

  // ---- facets

  const facetValues = async (name) => {
    let at = 0;
    for (const [other, files] of m.facets) {
      if (other === name) return (await Promise.all([...Array(files).keys()].map((n) => file('f', at + n)))).flat(2);
      at += files;
    }
    throw new Error(`There is no facet “${name}”; there are ${m.facets.map(([other]) => other).join(', ')}.`);
  };
  const recordsOf = (list) => {
    const read = reader(list);
    const records = [];
    for (let at = 0; read.more(); ) records.push((at += read.number()));
    return records;
  };
  const marked = async (name, wanted) => {
    const marks = new Uint8Array(m.n);
    for (const [value, , list] of await facetValues(name)) {
      if (wanted.includes(value)) for (const record of recordsOf(list)) marks[record] = 1;
    }
    return marks;
  };
  const allowedBy = async (facets) => {
    const chosen = Object.entries(facets || {}).filter(([, wanted]) => wanted?.length);
    if (!chosen.length) return null;
    const all = await Promise.all(chosen.map(([name, wanted]) => marked(name, wanted.map(String))));
    return all[0].map((_, at) => all.every((marks) => marks[at]));
  };
  const count = async (names, hits, language) => {
    const held = new Uint8Array(m.n);
    for (const [record] of hits) held[record] = 1;
    const counted = await Promise.all(
      names.map(async (name) => {
        const rows = (await facetValues(name)).map(([value, label, list]) => [
          value, shown(label, language) || value, recordsOf(list).filter((record) => held[record]).length]);
        return [name, rows.filter(([, , n]) => n)];
      }),
    );
    return Object.fromEntries(counted);
  };

  // ---- results

  const shown = (texts, language) => (Array.isArray(texts) ? texts[language] ?? texts[0] : texts) || '';
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
      id, kind: m.kinds[kind], url, title, score, model: model || '', code: code || '',
      customer: shown(customer, language), status: status || '', year: year || null,
      evidence: evidenceOf(m.kinds[kind], status, figures), excerpt: shown(excerpts, language),
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
  /** What may be highlighted: the words of the query and all words of their meanings. */
  const wordsOf = (parts) => {
    const words = new Set();
    for (const part of parts) {
      if (part.soft) continue;
      for (const { name } of part.ends || []) meanings.words[name].forEach((word) => words.add(word.toLowerCase()));
      if (part.han && !part.ends && part.units.length > 2) pairKeys(part.units).forEach((pair) => words.add(pair));
      if (!part.ends) part.units.forEach((unit) => !unit.han && words.add(unit.text));
      words.add(part.text);
    }
    return [...words].sort((a, b) => b.length - a.length);
  };

  // ---- tickets

  const ticketOf = (key, value) => {
    const read = reader(value);
    const whole = read.take(read.number()) + key;
    const shape = read.number();
    let id = shape ? '' : read.take(read.number());
    let at = 0;
    for (const sign of shape ? m.shapes[shape - 1] : '') {
      id += sign === 'A' ? whole[at++].toUpperCase() : sign === 'a' ? whole[at++] : sign;
    }
    const [card, since, flags, status] = [read.number(), read.number(), read.number(), read.number()];
    const anchor = flags & 1 ? read.take(read.number()) : `e-${id}`;
    return { id, card, year: since ? since + 1899 : null, onYear: flags & 2, status: m.statuses[status], anchor };
  };
  const tickets = async (text, limit) => {
    const key = plain(units(normalise(text)));
    const letters = key.slice(0, (key.search(/\d/) + 1 || key.length + 1) - 1);
    const known = m.tickets.length > 64 || m.tickets.some((t) => t === letters || !letters);
    if (!m.k || key.length < 4 || !/\d/.test(key) || !known) return [];
    const found = await range('k', key, 1);
    const same = found.filter(([other]) => other === key);
    const rows = (same.length ? same : found.slice(0, limit)).flatMap(([k, all]) => all.map((v) => ticketOf(k, v)));
    return rows.slice(0, limit).map((ticket) => ({ ...ticket, same: same.length > 0 }));
  };
  const ticketHit = async ({ id, card, year, onYear, status, anchor }, language) => {
    const [, , url, titles, , model, , customer] = await cardOf(card);
    const page = onYear ? url.replace(/index\.html$/, `${year}/index.html`) : url;
    const title = `${id} · ${shown(titles, language)}`;
    return {
      id, kind: 'ticket', url: `${page}#${anchor.replace(/[%#?+ ]/g, encodeURIComponent)}`, title, score: 0,
      model: model || '', code: '', customer: shown(customer, language), status, year, evidence: null,
      excerpt: '', marks: [[0, id.length]],
    };
  };

  // ---- the calls

  const tools = { get m() { return m; }, fold, file, range, values, reader, units, normalise, parse, IS_HAN };
  const loadNear = async () => faultbook.searchNear || (await script('near', near), faultbook.searchNear);

  /** Exact hits, else near ones: other signs, slips, other sounds, or most of the words. */
  const find = async (query, wanted, allowed, first, whole) => {
    await loadMeanings();
    const plan = await run(query, wanted, allowed, first, whole);
    const lost = plan.slots.filter((slot) => !slot.soft && !slot.found);
    if (plan.hits.length || !lost.length) return plan;
    const { folded, corrected } = await loadNear();
    if (await folded(tools, query)) return find(query, wanted, allowed, first, whole);
    const text = await corrected(tools, plan, lost);
    if (!text) return plan;
    const other = await run(text, wanted, allowed, first, whole);
    const better = other.hits.length || (other.others[0]?.[2] || 0) > (plan.others[0]?.[2] || 0);
    return better ? Object.assign(other, { near: true }) : plan;
  };

  const detail = async (query, options = {}) => {
    await ready();
    const { limit = 10, offset = 0, facets, lang, context, count: names = [] } = options;
    const language = Math.max(0, m.languages.indexOf(lang));
    const none = { hits: [], also: [], total: 0, complete: true, near: false, terms: [], facets: {} };
    if (!units(normalise(query)).length) return none;
    const [allowed, first] = await Promise.all([allowedBy(facets), context ? marked('model', [String(context)]) : null]);
    const [plan, rows] = await Promise.all([
      find(query, offset + limit, allowed, first, names.length > 0), allowed ? [] : tickets(query, limit)]);
    const isNear = Boolean(plan.near) || !plan.hits.length;
    const all = plan.hits.length ? plan.hits : plan.others;
    const words = wordsOf(plan.parts);
    const sameTickets = rows.length && rows[0].same;
    const shownTickets = offset === 0 ? await Promise.all(rows.map((row) => ticketHit(row, language))) : [];
    const room = Math.max(0, limit - shownTickets.length);
    const page = all.slice(offset, offset + (sameTickets ? room : limit));
    const hits = await Promise.all(page.map((hit) => hitOf(hit, language, words)));
    const left = plan.hits.length && !offset ? plan.others.slice(0, Math.max(0, limit - hits.length - shownTickets.length)) : [];
    const also = await Promise.all(left.map((hit) => hitOf(hit, language, words)));
    const direct = plan.parts.length === 1 || plan.hits.length ? plan.direct.filter((r) => plan.hits.some(([hit]) => hit === r)) : [];
    const withTickets = sameTickets ? shownTickets.concat(hits) : hits.concat(shownTickets).slice(0, limit);
    return {
      hits: withTickets, also, direct: await Promise.all(direct.slice(0, 3).map((r) => hitOf([r, 0], language, words))), total: all.length + rows.length, complete: plan.whole,
      near: isNear && !rows.length && all.length > 0, terms: words, facets: await count(names, all, language),
    };
  };

  faultbook.search = async (query, options = {}) => {
    const { hits, also } = await detail(query, options);
    return hits.concat(also).map(({ id, kind, url, title, score }) => ({ id, kind, url, title, score }));
  };
  Object.assign(faultbook.search, {
    detail,
    ready: async () => void (await ready()),
    suggest: async (query) => {
      await ready();
      await loadMeanings();
      return (await loadNear()).suggest(tools, query);
    },
    /** Every file of the index with its size in bytes, below the site's root folder. */
    files: async () => {
      await ready();
      const [folders] = await script('l/0', `${root}search/${m.files}/0.js`);
      const files = folders.flatMap(([folder, sizes]) =>
        sizes.map((size, at) => {
          const name = folder.startsWith('k-') && at === sizes.length - 1 ? 'firsts' : at;
          return { path: `search/${folder}/${name}.js`, size };
        }));
      return [{ path: 'search/manifest.js', size: JSON.stringify(m).length }, ...files];
    },
    /** How a text is taken apart: each unit and what stands before it. */
    units: (text) => units(normalise(text)).map(({ text: unit, gap }) => [unit, gap, stem(unit)]),
  });
})();
