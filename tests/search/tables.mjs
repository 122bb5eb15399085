// What the long run prints: Markdown tables that can be set into docs/search.md as they are.

export const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
export const ms = (time) => `${time.toFixed(time < 20 ? 1 : 0)} ms`;

/** The number that so large a share of a list does not exceed. */
export const at = (list, share) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))];
export const median = (list) => at(list, 0.5);

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  console.log([line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n') + '\n');
}

/** Recall among the first ten and the reciprocal of the first right place, by category,
    a pair of columns for each of the judged. */
export function byCategory(judged) {
  const names = [...new Set(judged.flatMap(([, result]) => Object.keys(result.categories)))];
  const cell = (found) => (found ? `${found.recall.toFixed(3)} · ${found.mrr.toFixed(3)}` : '–');
  const number = (name) => judged.find(([, r]) => r.categories[name])[1].categories[name].n;
  table(
    ['recall@10 · MRR', 'queries', ...judged.map(([name]) => name)],
    [
      ...names.map((name) => [name, number(name), ...judged.map(([, r]) => cell(r.categories[name]))]),
      ['**all**', names.reduce((sum, name) => sum + number(name), 0), ...judged.map(([, r]) => `**${cell(r)}**`)],
      ['same language', '', ...judged.map(([, r]) => r.sameLanguage.toFixed(3))],
      ['validated solution in the first three', '', ...judged.map(([, r]) => r.validatedFirst.toFixed(3))],
    ],
  );
}

/** Bytes, files and times of first queries and of those with a slip: medians and most. */
export function byWay(ways) {
  const rows = [];
  for (const [name, { rows: all }] of ways) {
    for (const [slip, how] of [false, true].flatMap((slip) => ['typed', 'call'].map((how) => [slip, how]))) {
      const own = all.filter((row) => row.slip === slip);
      if (!own.length) continue;
      const of = (key) => own.map((row) => row[how][key]);
      const most = (key) => own.reduce((a, b) => (a[how][key] >= b[how][key] ? a : b));
      rows.push([
        `${name}, ${how === 'typed' ? 'typed into the box' : '`faultbook.search`'}${slip ? ', with a slip' : ''}`,
        `${kB(median(of('bytes')))}, ${kB(most('bytes')[how].bytes)}`,
        `${median(of('files'))}, ${most('files')[how].files} (${most('files').q})`,
        `${ms(median(of('cold')))}, ${ms(most('cold')[how].cold)} (${most('cold').q})`,
        `${ms(median(of('warm')))}, ${ms(most('warm')[how].warm)} (${most('warm').q})`,
      ]);
    }
  }
  table(['median, most', 'bytes', 'files', 'cold', 'warm'], rows);
}
