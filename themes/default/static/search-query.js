// What search.js fetches with the first query: how a query is taken apart, what a record
// must hold to be found by it, and which of them comes first.
(() => {
  'use strict';

  let made;
  const make = (tools) => {
    const { m, part, file, range, exact, starting, complete } = tools;
    const fold = {};

    // ---- taking a text apart, by the rules of src/search/tokens.rs

    const HAN = '\\u3400-\\u9fff\\u3005-\\u3007\\u3040-\\u30ff\\uf900-\\ufaff\\u{20000}-\\u{323af}';
    const UNIT = new RegExp(`[${HAN}]|(?:(?![${HAN}])[\\p{Alphabetic}\\p{N}])+`, 'gu');
    const IS_HAN = new RegExp(`^[${HAN}]`, 'u');
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
          (all, unit, at, list) => all + (at && !(unit.han && list[at - 1].han) ? ' ' : '') + unit.text,
          '',
        );
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
      (
        '怎么办 怎么解决 怎么处理 怎么回事 怎么修 怎么 如何解决 如何处理 如何 为什么 什么原因 是什么 的处理方法 处理方法 解决方法 的解决方法 ' +
        '的 了 吗 呢 啊 和 与 在 是 有 时 请问 a an and at by for from how i in is it my of on or the to what when why with ' +
        'does do fix solve'
      ).split(' '),
    );
    const joined = (list) => list.map((unit) => unit.text).join('');
    const parse = async (text) => {
      await loadMeanings();
      const list = units(normalise(text)).slice(0, 64);
      const parts = [];
      for (let at = 0; at < list.length;) {
        const meaning = meaningAt(list, at);
        let to = at + 1;
        if (meaning) to = meaning.to;
        else if (list[at].han) {
          while (to < list.length && list[to].han && list[to].gap === ADJACENT && !meaningAt(list, to)) to++;
        } else while (to < list.length && list[to].gap === JOINED) to++;
        const own = list.slice(at, to);
        parts.push({ units: own, ends: meaning?.ends, han: list[at].han, gap: list[at].gap, text: joined(own) });
        at = to;
      }
      for (const part of parts) part.soft = !part.ends && SOFT.has(part.text);
      if (parts.every((part) => part.soft)) for (const part of parts) part.soft = false;
      return parts;
    };
    const pairKeys = (run) => run.slice(1).map((unit, at) => run[at].text + unit.text);

    /** Records that a word finds: itself, and what begins with it. */
    const word = async (text, files = 16) => {
      const all = (await starting(text, text.length > 2 ? files : 1)).filter(({ term }) => !term.endsWith('#'));
      const itself = all.filter((list) => list.term === text);
      const onlyItself = itself.length && (/\d/.test(text) || text.length < 2);
      const used = (onlyItself ? itself : all).map((list) => ({ list, factor: list.term === text ? 1 : 0.7 }));
      // A word that is still being typed means what the words mean that begin so.
      if (!itself.length && text.length > 3) used.push(...(await meaningsStarting(text)));
      return used;
    };
    /** The records whose running number a query is. That is told apart from what is found:
        bare digits are the end of a serial number far more often. */
    const numbered = async (parts) => {
      if (parts.length > 1 || !/^\d{3,}$/.test(parts[0]?.text)) return [];
      return (await exact(`${parts[0].text}#`)).flatMap(({ tiers }) => tiers.flatMap(([, records]) => [...records]));
    };
    const each = (own) => Promise.all(own.map((unit) => word(unit.text)));
    /** `later` is what is looked for when the rest did not find enough. A code that is there
        is never loosened into its parts: `AL.35` on an `ARJ21` is not `AL.21`. */
    const code = async (own, alone) => {
      const any = (await word(joined(own), 2)).map((found) => ({ ...found, named: alone && found.factor === 1 }));
      if (any.length && own.length > 1 && own.some(({ text }) => /\d/.test(text))) return { any, later: null };
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
        group.some((word) => !word.includes(' ') && word.toLowerCase().startsWith(text)),
      );
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
      return {
        any: joints
          .flat()
          .map(of(1))
          .concat(alone.map(of(0.5))),
      };
    };
    /** `e 117` and `da42 ftd2` are found as one code, too. */
    const joinedWords = async (parts, slots) => {
      // A short word may be the beginning of a number though it means something: `PSU 12V`.
      const isWord = (part) => part && !part.han && (!part.ends || part.text.length < 5);
      await Promise.all(
        parts.flatMap((part, at) =>
          [2, 3].map(async (length) => {
            const run = parts.slice(at, at + length);
            const beside = run.slice(1).every((other) => other.gap === SPACE);
            if (run.length < length || !beside || !run.every(isWord) || !run.some((p) => /\d/.test(p.text))) return;
            const found = await word(run.map((p) => p.text).join(''));
            const named = run.length === parts.length;
            for (const { list, factor } of found) {
              const own = { list, factor, named: named && factor === 1 };
              for (const slot of slots) if (run.includes(slot.part)) slot.any.push(own);
            }
          }),
        ),
      );
    };
    const slotsOf = async (parts) => {
      const made = parts.map(async (part, at) => {
        const slot = (found, key) => ({ part, key, soft: part.soft, all: [], ...found });
        if (part.ends) return [slot(await meaning(part), part.text)];
        if (!part.han) return [slot(await code(part.units, parts.length === 1), part.text)];
        if (part.units.length === 1) return [slot(await single(parts, at), part.text)];
        const keys = pairKeys(part.units);
        const found = await Promise.all(keys.map(exact));
        return found.map((any, pair) => slot({ any: any.map((list) => ({ list, factor: 1 })) }, keys[pair]));
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
    /** The weight of each record of a slot, by record. A page that only leads on never comes
        before what it leads to: that its own name was asked for is told in `direct`. */
    const weigh = (slot, direct) => {
      const own = m.tiers.length;
      const leads = (record) => record >= m.begins[m.directory] && record < m.begins[m.directory + 1];
      const give = (any, take) => {
        for (const { list, factor, named } of any) {
          for (const [tier, records] of list.tiers) {
            const weight = factor * m.tiers[tier - 1];
            for (const record of records) {
              const aside = tier === own && leads(record);
              if (aside && named) direct.add(record);
              take(record, aside ? factor * m.tiers[0] : weight);
            }
          }
        }
      };
      const collect = () => ({ weights: new Float32Array(m.n), records: [] });
      const add = (to, record, weight) => {
        if (!to.weights[record]) to.records.push(record);
        if (weight > to.weights[record]) to.weights[record] = weight;
      };
      const found = collect();
      give(slot.any, (record, weight) => add(found, record, weight));
      for (const words of slot.all) {
        let both = null;
        for (const any of words) {
          const next = collect();
          give(any, (record, weight) => {
            const least = both ? Math.min(both.weights[record], weight) : weight;
            if (least) add(next, record, least);
          });
          both = next;
        }
        for (const record of both.records) add(found, record, both.weights[record]);
      }
      return found;
    };
    const listsOf = (slot) => slot.any.concat(slot.all.flat(2));
    /** The most that the part of a list which is not loaded can add to a record: of the
        weight at which the list was cut, its beginning holds the first records. */
    const openTo = ({ list, factor }, record) => {
      const [tier, known] = list.tiers.at(-1) || [0, []];
      const passed = tier === list.top && record <= known[known.length - 1];
      return factor * (m.tiers[list.top - 1 - (passed ? 1 : 0)] || 0);
    };
    /** The same of all slots together, by stretches of records. */
    const openBy = (slots) => {
      const all = slots.map((slot) => [slot.idf, slot.opens]);
      const cuts = all.flatMap(([, opens]) => opens.map(({ list }) => (list.tiers.at(-1)?.[1].at(-1) ?? -1) + 1));
      const most = (opens, record) => opens.reduce((best, open) => Math.max(best, openTo(open, record)), 0);
      const sum = (record) => all.reduce((total, [idf, opens]) => total + idf * most(opens, record), 0);
      const steps = [...new Set([0, ...cuts])].sort((a, b) => b - a).map((from) => [from, sum(from)]);
      return { steps, of: (record) => steps.find(([from]) => from <= record)[1] };
    };

    /** So many of the best, in order; sorting numbers first is much cheaper than sorting all. */
    const best = (records, score, wanted) => {
      let chosen = records;
      if (records.length > 4 * wanted) {
        const scores = Float64Array.from(records, score).sort();
        const least = scores[Math.max(0, scores.length - wanted)];
        chosen = records.filter((record) => score(record) >= least);
      }
      return chosen.map((record) => [record, score(record)]).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    };

    /** What each record holds of the slots, and what that is worth. */
    const hold = (slots, hard, allowed, numbers) => {
      const held = {
        scores: new Float64Array(m.n),
        masks: new Uint32Array(m.n),
        records: [],
        direct: new Set(numbers),
      };
      const least = (held.least = new Float32Array(m.n).fill(9));
      for (const slot of slots) {
        const { weights, records } = weigh(slot, held.direct);
        slot.found = records.length + listsOf(slot).reduce((sum, { list }) => sum + list.rest, 0);
        slot.idf = Math.log(1 + (m.n + 0.5) / (Math.min(slot.found, m.n) + 0.5));
        slot.opens = listsOf(slot).filter(({ list }) => list.parts);
        slot.bit = hard.includes(slot) ? 2 ** hard.indexOf(slot) : 0;
        const worth = slot.idf * (slot.bit ? 1 : 0.3);
        for (const record of records) {
          if (allowed && !allowed[record]) continue;
          held.scores[record] += weights[record] * worth;
          if (!slot.bit) continue;
          if (!held.masks[record]) held.records.push(record);
          held.masks[record] |= slot.bit;
          if (weights[record] < least[record]) least[record] = weights[record];
        }
      }
      return held;
    };

    /** For each record, how many of the joints it holds, from the first on. */
    const inOrder = (joints) => {
      const beside = new Uint8Array(m.n);
      joints.forEach((any, at) => {
        for (const list of any) {
          for (const [, records] of list.tiers) {
            for (const record of records) if (beside[record] === at) beside[record] = at + 1;
          }
        }
      });
      return beside;
    };

    const evaluate = ({ slots, joints, numbers }, wanted, allowed, first) => {
      const hard = slots.filter((slot) => !slot.soft).slice(0, 30);
      const full = 2 ** hard.length - 1;
      const { scores, masks, least, records, direct } = hold(
        hard.concat(slots.filter((s) => s.soft)),
        hard,
        allowed,
        numbers,
      );
      const all = hard.reduce((sum, slot) => sum + slot.idf, 0);
      const openMask = hard.reduce((mask, slot) => mask | (slot.opens.length ? slot.bit : 0), 0);
      const beside = inOrder(joints);
      const shares = new Map();
      const shareOf = (mask) => {
        if (!shares.has(mask))
          shares.set(mask, hard.reduce((sum, slot) => sum + (mask & slot.bit ? slot.idf : 0), 0) / all);
        return shares.get(mask);
      };
      const worth = (record) => scores[record] * m.boosts[rankOf(record)];
      const led = (record) => (first?.[record] ? 1e6 : 0);
      const exactly = (record) => {
        const ordered = joints.length && beside[record] === joints.length ? 1e3 : 0;
        // A record about all of it comes before one that mentions a part of it somewhere.
        return worth(record) * (0.3 + 0.7 * Math.min(least[record] / 0.8, 1)) + ordered + led(record);
      };
      const nearly = (record) => worth(record) * shareOf(masks[record]) ** 2 + led(record);
      const matching = records.filter((record) => masks[record] === full);
      const close = records.filter((record) => masks[record] !== full && shareOf(masks[record]) >= 0.3);
      const hits = best(matching, exactly, wanted);
      const last = (hits[wanted - 1]?.[1] || 0) % 1e3;
      const open = openBy(hard);
      const beats = (record) => (scores[record] + open.of(record)) * m.boosts[rankOf(record)] > last;
      const couldBeat = (record) => masks[record] !== full && (masks[record] | openMask) === full && beats(record);
      // A record that was not seen yet gains most where a new stretch of them begins.
      const unseen = openMask === full && open.steps.some(([from]) => beats(from));
      const more = openMask && (unseen || records.some(couldBeat));
      const others = best(close, nearly, wanted);
      const share = others.length ? shareOf(masks[others[0][0]]) : 0;
      const named = [...direct].filter((record) => masks[record] === full);
      return { hits, others, share, all: matching.length ? matching : close, direct: named, more };
    };

    const addLater = async (slot) => {
      const { any = [], all = [] } = await slot.later();
      Object.assign(slot, { any: slot.any.concat(any), all: slot.all.concat(all), later: null });
    };
    /** Finds by a text as it is written. */
    const run = async (text, options) => {
      const { wanted, allowed, first, whole } = options;
      const parts = await parse(text);
      const [slots, joints, numbers] = await Promise.all([slotsOf(parts), jointsOf(parts), numbered(parts)]);
      const plan = { text, parts, slots, joints, numbers };
      let result = evaluate(plan, wanted, allowed, first);
      const later = slots.filter((slot) => slot.later);
      if (later.length && (whole || result.hits.length < wanted)) {
        await Promise.all(later.map(addLater));
        result = evaluate(plan, wanted, allowed, first);
      }
      if (result.more || whole) {
        const lists = new Set(
          slots
            .flatMap(listsOf)
            .map(({ list }) => list)
            .filter((list) => list.parts),
        );
        await Promise.all([...lists].map(complete));
        result = evaluate(plan, wanted, allowed, first);
      }
      plan.whole = !slots.some((slot) => slot.later || listsOf(slot).some(({ list }) => list.parts));
      return Object.assign(plan, result);
    };

    /** Exact hits, else near ones: other signs, slips, other sounds, or most of the words. */
    const find = async (query, options) => {
      const plan = await run(query, options);
      const lost = plan.slots.filter((slot) => !slot.soft && !slot.found);
      if (plan.hits.length || !lost.length || options.only) return plan;
      const { folded, corrected } = await part('near');
      if (await folded(tools, fold, normalise, query)) return find(query, options);
      const text = await corrected(tools, plan, lost);
      if (!text) return plan;
      const other = await run(text, options);
      const better = other.hits.length || other.share > plan.share;
      return better ? Object.assign(other, { near: true }) : plan;
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

    const apart = (text) => units(normalise(text)).map(({ text: unit, gap }) => [unit, gap, stem(unit)]);
    const plain = (query) => joined(units(normalise(query)));
    return { find, parse, plain, wordsOf, apart };
  };

  window.faultbook.shard('query', (tools) => (made ||= make(tools)));
})();
