// What a search must find: judged queries, and any piece of any text against a plain scan.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the judged corpus of so many records and makes a project of it. */
export function project(shared, records, folder) {
  const tools = join(shared, 'search-eval');
  if (!existsSync(join(tools, 'gen.py'))) return null;
  const [corpus, root] = [join(folder, `corpus-${records}`), join(folder, `project-${records}`)];
  execFileSync('python3', [join(tools, 'gen.py'), String(records), corpus], { stdio: 'ignore' });
  execFileSync('python3', [join(tools, 'to_project.py'), corpus, root], { stdio: 'ignore' });
  const lines = readFileSync(join(corpus, 'corpus.jsonl'), 'utf8').trim().split('\n');
  return {
    root,
    records: lines.map((line) => JSON.parse(line)),
    queries: JSON.parse(readFileSync(join(corpus, 'queries.json'), 'utf8')),
    numbers: JSON.parse(readFileSync(join(root, 'map.json'), 'utf8')),
  };
}

/** The same project without the synonyms of its own. */
export function withoutSynonyms(root) {
  const other = `${root}-plain`;
  cpSync(root, other, { recursive: true });
  rmSync(join(other, 'content', 'synonyms.csv'));
  return other;
}

export function build(program, root, output) {
  execFileSync(program, ['build', '-q', '--root', root, '-o', output], { stdio: ['ignore', 'ignore', 'inherit'] });
  return join(output, 'internal');
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / Math.max(1, numbers.length);

/** Recall among the first ten (of ten, or of as many as there are), and the reciprocal of
    the first right place, by category; `ask` answers a query with ids. */
export async function judge({ records, queries, numbers }, ask) {
  const categories = {};
  const validated = [];
  const sameLanguage = [];
  for (const { q, cat, rel } of queries) {
    const found = (await ask(q)).slice(0, 10).map((id) => numbers[id]);
    const relevant = new Set(rel);
    const right = found.map((n) => relevant.has(n));
    const recall = right.filter(Boolean).length / Math.min(10, relevant.size);
    (categories[cat] ||= []).push({ q, recall, rank: 1 / (right.indexOf(true) + 1 || Infinity) });
    const language = /[\u4e00-\u9fff]/.test(q) ? 'zh' : 'en';
    const own = rel.filter((n) => records[n].lang === language).length;
    if (own) sameLanguage.push(Math.min(1, right.filter(Boolean).length / Math.min(10, own)));
    // A solution holds no serial number, though the corpus deals it one.
    const best = cat.startsWith('serial') ? [] : rel.filter((n) => records[n].verified);
    if (best.length) validated.push(found.slice(0, 3).some((n) => best.includes(n)) ? 1 : 0);
  }
  const all = Object.values(categories).flat();
  return {
    categories: Object.fromEntries(
      Object.entries(categories).map(([cat, list]) => [
        cat,
        { n: list.length, recall: mean(list.map((x) => x.recall)), mrr: mean(list.map((x) => x.rank)) },
      ]),
    ),
    recall: mean(all.map((x) => x.recall)),
    mrr: mean(all.map((x) => x.rank)),
    sameLanguage: mean(sameLanguage),
    validatedFirst: mean(validated),
    worst: all.filter((x) => x.recall < 0.7),
  };
}

/** The categories that allow no miss. */
export const HARD = ['code', 'code-variant', 'model', 'serial', 'serial-prefix', 'serial-suffix', 'zh-fragment'];

/** The same sequence of numbers in every run. */
export function numbersFrom(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Pieces of texts that must be found: runs of Chinese characters, words, beginnings. */
export function pieces(records, count, next = numbersFrom(7)) {
  const found = [];
  while (found.length < count) {
    const record = records[next(records.length)];
    if (record.type === 'device') continue;
    const text = next(2) ? record.title : record.body;
    const runs = text.match(/[\u4e00-\u9fff]{2,}/g) || [];
    const words = text.match(/(?<![\p{L}\p{N}])[A-Za-z]{3,}(?![\p{L}\p{N}])/gu) || [];
    if (runs.length && (next(2) || !words.length)) {
      const run = runs[next(runs.length)];
      const length = Math.min(run.length, 2 + next(4));
      const from = next(run.length - length + 1);
      found.push({ piece: run.slice(from, from + length), record });
    } else if (words.length) {
      const word = words[next(words.length)];
      found.push({ piece: next(2) ? word : word.slice(0, 3 + next(word.length - 2)), record });
    }
  }
  return found;
}

/** The records that hold a piece, by a plain scan. */
export function holding(records, piece) {
  const wanted = piece.toLowerCase();
  const before = /^[a-z]/.test(wanted) ? '(?<![\\p{L}\\p{N}])' : '';
  const pattern = new RegExp(before + wanted, 'u');
  return records.filter((r) => r.type !== 'device' && [r.title, r.body].some((t) => pattern.test(t.toLowerCase())));
}

/** What a plain scan finds and the search does not, a line a piece. */
export async function missing({ records, numbers }, list, ask) {
  const problems = [];
  for (const { piece } of list) {
    const wanted = holding(records, piece);
    const found = new Set((await ask(piece, wanted.length)).map((id) => numbers[id]));
    const lost = wanted.filter((r) => !found.has(r.id));
    if (lost.length) problems.push(`“${piece}” does not find ${lost.length}, such as ${lost[0].id}: ${lost[0].title}`);
  }
  return problems;
}
