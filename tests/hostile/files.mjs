// The files of figures without a browser: JSON that cannot leave a script element, tables
// in which no cell is a formula, calendars of whole lines.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cells of a table, each with whether it was written as text. */
function cells(text) {
  const found = [];
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length;) {
    if (text[at] === '"') {
      let end = at + 1;
      while (text[end] !== '"' || text[end + 1] === '"') end += text[end] === '"' ? 2 : 1;
      found.push({ quoted: true, cell: text.slice(at + 1, end).replaceAll('""', '"') });
      at = end + 1;
    } else {
      const [cell] = /^[^,\r\n]*/.exec(text.slice(at));
      found.push({ quoted: false, cell });
      at += cell.length;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return found;
}

/** Whether a spreadsheet could take a text for a formula. */
const isFormula = (text) => text.split(/[\n\r\u000b\u000c\u0085\u2028\u2029]/)
  .some((line) => /^[\s\u0000-\u001f\u00a0\u200b-\u200f\u2060\ufeff]*[=+\-@]/.test(line.normalize('NFKC')));

const JUDGES = {
  json: (text) => {
    JSON.parse(text);
    return /[<\u2028\u2029]/.test(text) ? ['holds a bare < or a separator of lines'] : [];
  },
  csv: (text) => cells(text)
    .filter(({ quoted, cell }) => (quoted ? !cell.startsWith("'") && isFormula(cell) : cell !== '' && !/^-?\d+(\.\d+)?(e-?\d+)?$/.test(cell)))
    .map(({ cell }) => `a cell may be a formula: ${JSON.stringify(cell)}`),
  ics: (text) => text.split('\r\n').filter((line) => /^X-EVIL/.test(line) || /[\n\r]/.test(line)).map((line) => `a line was smuggled in: ${line}`),
  xml: () => [],
};

/** What is wrong with the files of a site, a line a problem. */
export function brokenFiles(root, paths) {
  return paths.flatMap((path) => {
    const judge = JUDGES[path.split('.').at(-1)];
    return judge(readFileSync(join(root, path), 'utf8')).map((problem) => `${path}: ${problem}`);
  });
}
