// The search of a built site, without a browser: the loader's own script answers from
// files. Prints a line a check and closes with "search: N passed, N failed, N skipped".
//   node run.mjs PROGRAM OUTPUT_OF_THE_DEMO        FAULTBOOK_SHARED names the shared data
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { checks } from '../browser/checks.mjs';
import { gzipped, open } from './engine.mjs';
import { HARD, build, judge, missing, pieces, project } from './judge.mjs';

const [program, output] = process.argv.slice(2).map((path) => resolve(path));
const shared = resolve(process.env.FAULTBOOK_SHARED ?? '../shared');
const { check, skip, end } = checks('search');

const differ = (got, want, what) =>
  JSON.stringify(got) === JSON.stringify(want) ? [] : [`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`];

// ------------------------------------------------------------ the demonstration
const demo = join(output, 'internal');
const ids = async (search, query, options) => (await search(query, options)).map(({ id }) => id);

await check('the browser takes texts apart as the index does', async () => {
  const { search } = open(demo);
  const vectors = JSON.parse(readFileSync(new URL('tokens.json', import.meta.url), 'utf8'));
  const problems = [];
  for (const { text, units } of vectors) problems.push(...differ(await search.units(text), units, text));
  return problems;
});

await check('nothing is loaded before a query but the loader and the manifest', async () => {
  const { search, asked } = open(demo);
  await search.ready();
  const bytes = gzipped(join(demo, 'assets', 'search.js')) + gzipped(join(demo, 'search', 'manifest.js'));
  const problems = differ(
    asked.map((path) => basename(path)),
    ['manifest.js'],
    'loaded',
  );
  if (bytes > 12_000) problems.push(`${bytes} bytes`);
  if (gzipped(join(demo, 'assets', 'search.js')) > 8_000) problems.push('the loader is over 8 kB');
  return problems;
});

await check('a code in every spelling leads to its validated solution and names its own page', async () => {
  const { search } = open(demo);
  const problems = [];
  for (const query of ['E-104', 'e104', 'E 104', 'Ｅ１０４']) {
    const { hits, direct } = await search.detail(query);
    problems.push(
      ...differ(hits[0]?.id, 'SOL-0042', query),
      ...differ(
        direct.map((d) => d.kind),
        ['code'],
        query,
      ),
    );
  }
  return problems;
});

await check('a query in traditional characters finds what is written in simplified ones', async () => {
  const { search } = open(demo);
  const [a, b] = [await ids(search, '遙控器'), await ids(open(demo).search, '遥控器')];
  return a.length ? differ(a, b, '遙控器') : ['nothing found'];
});

await check('a slip is mended, and said to be', async () => {
  const { search } = open(demo);
  const exact = await search.detail('remote control');
  const near = await search.detail('remote contrl');
  return [
    ...differ([exact.near, near.near], [false, true], 'near'),
    ...differ(near.hits[0]?.id, exact.hits[0]?.id, 'first'),
  ];
});

await check('titles and addresses come in the language that is asked for', async () => {
  const { search } = open(demo);
  const [zh] = (await search.detail('SOL-0042', { lang: 'zh-CN' })).hits;
  const [en] = (await search.detail('SOL-0042', { lang: 'en' })).hits;
  const there = ['', 'en'].every((folder) => existsSync(join(demo, folder, decodeURI(en.url))));
  return [
    ...(zh.title !== en.title && /[a-z]{4}/.test(en.title) ? [] : [`${zh.title} / ${en.title}`]),
    ...(there ? [] : [`${en.url} is not there in both languages`]),
  ];
});

await check('every address of the cards leads to a page of the site', async () => {
  const { search } = open(demo);
  const problems = [];
  for (const query of ['黑屏', 'SOL', 'E', '设备', '2026', 'LW', 'FR', '月报', 'TX', '中']) {
    for (const { url } of await search(query, { limit: 500 })) {
      if (!existsSync(join(demo, decodeURIComponent(url.split('#')[0])))) problems.push(`${query}: ${url}`);
    }
  }
  return problems;
});

await check('the number of a log row leads to its entry on the page of its device', async () => {
  const { search } = open(demo);
  const page = readFileSync(join(demo, 'devices', 'LW-208', 'index.html'), 'utf8');
  const rows = [...page.matchAll(/<tr id="e-([^"]+)"/g)].map((match) => match[1]).filter((id) => !/^FR-/.test(id));
  const problems = rows.length ? [] : ['the demo has no log row on LW-208'];
  for (const row of rows.slice(0, 20)) {
    const [first] = await search(row);
    const own = first?.kind === 'ticket' && decodeURIComponent(first.url).endsWith(`#e-${row}`);
    if (!own && first?.kind !== 'fault') problems.push(`${row}: ${JSON.stringify(first)}`);
  }
  return problems;
});

await check('a part in any spelling of its number leads to its row', async () => {
  const { search } = open(demo);
  const page = readFileSync(join(demo, 'parts', 'index.html'), 'utf8');
  const rows = [...page.matchAll(/<tr id="p-([^"]+)"/g)].map((match) => match[1]);
  const problems = rows.length > 20 ? [] : [`the page of parts has ${rows.length} rows`];
  for (const row of rows) {
    for (const spelling of [row, row.toLowerCase(), row.replaceAll(/[-.]/g, ' '), row.replaceAll(/[-.]/g, '')]) {
      const { hits, direct } = await search.detail(spelling, { limit: 50 });
      // Words apart are a number only where a digit is in them.
      const named = /\d/.test(spelling) || !spelling.includes(' ') ? direct : hits;
      const part = named.find(({ kind }) => kind === 'part');
      if (!part || decodeURIComponent(part.url) !== `parts/index.html#p-${row}`)
        problems.push(`${spelling}: ${part?.url}`);
    }
  }
  return problems;
});

await check('facets narrow down and count, a model leads', async () => {
  const { search } = open(demo);
  const all = await search.detail('黑屏', { count: ['kind', 'model'], limit: 100 });
  const kinds = Object.fromEntries(all.facets.kind.map(([value, , n]) => [value, n]));
  const only = await search.detail('黑屏', { facets: { kind: ['solution'] }, limit: 100 });
  const [model] = all.facets.model[0];
  const led = await search.detail('黑屏', { context: model });
  return [
    ...differ(
      Object.values(kinds).reduce((a, b) => a + b),
      all.total,
      'sum of kinds',
    ),
    ...differ(only.total, kinds.solution, 'solutions'),
    ...differ([...new Set(only.hits.map((hit) => hit.kind))], ['solution'], 'kinds'),
    ...(led.hits[0].model === model ? [] : [`led by ${model}, first is of ${led.hits[0].model}`]),
  ];
});

await check('a file that cannot be loaded is named to the person', async () => {
  const { search } = open(demo, (path) => /\/t-[0-9a-f]+\//.test(path));
  const error = await search('黑屏').then(
    () => null,
    (caught) => caught,
  );
  return /could not be loaded.*load this page again/s.test(error?.message ?? '') && /^search\/t-/.test(error.file ?? '')
    ? []
    : [String(error)];
});

await check('the list of files is what is there', async () => {
  const { search } = open(demo);
  const problems = [];
  for (const { path, size } of await search.files()) {
    const there = existsSync(join(demo, path)) ? readFileSync(join(demo, path)).length : -1;
    if (there !== size && path !== 'search/manifest.js') problems.push(`${path}: ${there} bytes, not ${size}`);
  }
  return problems;
});

// ------------------------------------------------------------ a thousand judged records
const folder = mkdtempSync(join(tmpdir(), 'faultbook-search.'));
const sample = project(shared, 1000, folder);
if (sample) {
  const site = build(program, sample.root, join(folder, 'out'));
  const { search } = open(site);
  const answer = (limit) => async (query) => ids(search, query, { limit });
  const result = await judge(sample, answer(10));
  await check('codes, models, serial numbers and fragments of Chinese are always found', () =>
    HARD.filter((cat) => result.categories[cat] && result.categories[cat].recall < 1).map(
      (cat) => `${cat}: ${result.categories[cat].recall.toFixed(3)}`,
    ),
  );
  await check(`recall ${result.recall.toFixed(3)}, first place ${result.mrr.toFixed(3)}`, () =>
    result.recall < 0.93 ? result.worst.map(({ q, recall }) => `${q}: ${recall.toFixed(2)}`) : [],
  );
  await check('what holds a code comes before what holds pieces of it', () =>
    ['code', 'code-variant']
      .filter((cat) => result.categories[cat].mrr < 1)
      .map((cat) => `${cat}: the first right place is ${result.categories[cat].mrr.toFixed(3)}`),
  );
  await check('a validated solution is among the first three', () =>
    result.validatedFirst < 0.95 ? [`only in ${result.validatedFirst.toFixed(3)}`] : [],
  );
  await check('the last digits of a plate find the device, and name the record of that number', async () => {
    const problems = [];
    const ends = Object.keys(sample.numbers).filter((id) => /^SN/.test(id));
    for (const id of ends) {
      const [first] = await search(id.slice(-5));
      if (!first?.id.endsWith(id.slice(-5))) problems.push(`${id.slice(-5)}: ${first?.id}`);
    }
    for (const id of ['SOL-', 'FR-'].map((kind) =>
      Object.keys(sample.numbers).find((other) => new RegExp(`^${kind}\\d{3}`).test(other)),
    )) {
      const { direct } = await search.detail(id.replace(/\D/g, ''));
      if (!direct.some((hit) => hit.id === id)) problems.push(`${id} is not named by its bare number`);
    }
    return problems;
  });
  await check('every piece of a text finds every page that holds it', () =>
    missing(sample, pieces(sample.records, 250), answer(5000)),
  );
} else {
  skip(6, `judged queries (no search-eval in ${shared})`);
}
rmSync(folder, { recursive: true });
end();
