// What search.js fetches only when a word of a query is nowhere: traditional characters,
// slips of the finger, characters of the same sound, and the nearest words.
(() => {
  'use strict';

  /** Learns which simplified characters traditional ones mean; true if the query has any. */
  const folded = async ({ m, file }, fold, normalise, query) => {
    if (!m.s || fold.known || !/[\u4e00-\u9fff]/.test(query)) return false;
    const before = normalise(query);
    const [table] = await file('s', 0);
    for (let at = 0; at < table.length; at += 2) fold[table[at]] = table[at + 1];
    Object.defineProperty(fold, 'known', { value: true });
    return normalise(query) !== before;
  };

  /** Letters added, lost, changed or exchanged with their neighbour, up to a limit. */
  const distance = (a, b, most) => {
    let [before, row] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
        if (exchanged) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[b.length];
  };

  const sign = (digit) => String.fromCharCode(32 + digit + (digit > 1) + (digit > 57));
  const mostOf = (word) => (word.length < 8 ? 1 : 2);
  /** The words of the site that a word may have been meant to be, the likeliest first. */
  const nearest = async ({ m, range, reader }, word, most = mostOf(word)) => {
    if (!m.v || word.length < 4 || !/^\p{Alphabetic}+$/u.test(word)) return [];
    const lengths = [...Array(2 * most + 1).keys()].map((n) => word.length - most + n).filter((n) => n > 3 && n < 60);
    // The first letter may be one of the two that were exchanged.
    const letters = new Set([word[0], word[1]]);
    const keys = [...letters].flatMap((letter) => lengths.map((length) => letter + sign(length)));
    const found = await Promise.all(keys.map((key) => range('v', key)));
    return found
      .flat()
      .map(([key, [value]]) => ({
        word: key.slice(2),
        by: distance(word, key.slice(2), most),
        n: reader(value).number(),
      }))
      .filter(({ by }) => by <= most)
      .sort((a, b) => a.by - b.by || b.n - a.n)
      .map((found) => found.word);
  };

  const BLOCK = 128;
  const readingsOf = async ({ values, reader }, character) => {
    const code = character.codePointAt(0);
    const start = code - (code % BLOCK);
    const [[syllables], [block]] = await Promise.all([values('h', '!'), values('h', String.fromCodePoint(start))]);
    const found = [];
    if (!block) return found;
    const read = reader(block);
    for (let at = start; read.more();) {
      at += read.number();
      const syllable = read.number();
      if (at === code) found.push(syllables.split(' ')[syllable]);
    }
    return found;
  };
  /** The pairs of the site that sound like a pair. */
  const soundsLike = async (tools, pair) => {
    if (!tools.m.p) return [];
    const [first, second] = await Promise.all([...pair].map((c) => readingsOf(tools, c)));
    const keys = first.flatMap((a) => second.map((b) => `${a} ${b}`));
    const found = await Promise.all(keys.map((key) => tools.values('p', key)));
    return found
      .flat()
      .flatMap((text) => text.match(/../gu) || [])
      .filter((other) => other !== pair);
  };

  /** A run of characters with those exchanged that stand in no pair of the site. */
  const correctedRun = async (tools, run, lost) => {
    const characters = [...run];
    for (let at = 0; at + 1 < characters.length; at++) {
      const pair = characters[at] + characters[at + 1];
      if (!lost.has(pair)) continue;
      const next =
        characters[at + 2] && lost.has(characters[at + 1] + characters[at + 2])
          ? await soundsLike(tools, characters[at + 1] + characters[at + 2])
          : null;
      const kept = (other) => [...other].filter((c, n) => c === characters[at + n]).length;
      const fits = (other) => (next?.some((n) => [...n][0] === [...other][1]) ? 2 : 0) + kept(other);
      const found = (await soundsLike(tools, pair)).filter((other) => kept(other) > 0);
      const best = found.sort((a, b) => fits(b) - fits(a))[0];
      if (best) [characters[at], characters[at + 1]] = [...best];
    }
    return characters.join('');
  };

  /** The query with slips mended; null where nothing can be. */
  const corrected = async (tools, plan, lost) => {
    const keys = new Set(lost.map((slot) => slot.key));
    const whole = new Set(lost.map((slot) => slot.part));
    let changed = false;
    // Characters beside each other are read as one run, whatever was recognised in them.
    const runs = [];
    for (const part of plan.parts) {
      const last = runs.at(-1);
      if (part.han && last?.han && part.gap === 0) {
        if (!part.soft && !last.soft) keys.add([...last.text].at(-1) + [...part.text][0]);
        last.text += part.text;
        last.lost ||= whole.has(part);
      } else runs.push({ han: part.han, text: part.text, units: part.units, lost: whole.has(part) });
    }
    const mended = await Promise.all(
      runs.map(async (run) => {
        if (!run.lost) return run.han ? run.text : run.units.map((unit) => unit.text).join('-');
        const better = run.han
          ? await correctedRun(tools, run.text, keys)
          : (await nearest(tools, run.text))[0] || run.units.map((unit) => unit.text).join('-');
        changed ||= better !== run.text;
        return better;
      }),
    );
    return changed ? mended.join(' ') : null;
  };

  /** The nearest words of the site to each part of a query. */
  const suggest = async (tools, parts) => {
    const found = await Promise.all(
      parts.map(async (part) => {
        if (!part.han) return nearest(tools, part.text, 2);
        const pairs = part.units.slice(1).map((unit, at) => part.units[at].text + unit.text);
        return (await Promise.all(pairs.map((pair) => soundsLike(tools, pair)))).flat();
      }),
    );
    return [...new Set(found.flatMap((words) => words.slice(0, 4)))].slice(0, 8);
  };

  window.faultbook.shard('near', { folded, corrected, suggest });
})();
