// The search of large sites on their own search page, over http and from a folder, in
// Chromium and Firefox: what is found, by category, with and without synonyms; bytes,
// files and times by the browser's own log; every piece of a text against a plain scan;
// and Pagefind and MiniSearch on the same pages. Ends badly where something is wrong.
//   node long.mjs PROGRAM SIZE…      CHROMIUM and FIREFOX name the browsers, WORK a folder for the sites,
//                                    PEERS the most pages on which the others are measured (10000)
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checks } from '../browser/checks.mjs';
import { launch } from '../browser/chromium.mjs';
import { serve } from '../browser/serve.mjs';
import { filesBelow } from '../browser/site.mjs';
import { gzipped } from './engine.mjs';
import { checkFirefox, firefox } from './firefox.mjs';
import { tellGoals } from './goals.mjs';
import { build, judge, missing, pieces, project, withoutSynonyms } from './judge.mjs';
import { bytesOf, everyQuery, open } from './page.mjs';
import { install, measurePeers } from './peers.mjs';
import { byCategory, byWay, kB, median, ms, table } from './tables.mjs';

const [program, ...sizes] = process.argv.slice(2);
const shared = resolve(process.env.FAULTBOOK_SHARED ?? '../shared');
const folder = mkdtempSync(join(process.env.WORK ?? tmpdir(), 'faultbook-search.'));
const mostOfPeers = Number(process.env.PEERS ?? 10_000);
const run = checks('long');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const differ = (a, b) => String(a) !== String(b);
const addressOf = (site) => `${pathToFileURL(site).href}/`;

/** The files of an index, without the pages about it. */
function indexOf(site) {
  const files = filesBelow(join(site, 'search')).filter((path) => path.endsWith('.js'));
  const packed = files.map(gzipped);
  return { files: files.length, bytes: packed.reduce((a, b) => a + b, 0), largest: Math.max(...packed) };
}

/** Judges what stands on the page after typing, or what its call answers. */
async function judged(browser, base, sample, how = 'call') {
  const page = await open(browser, base);
  const result = await judge(sample, async (query) => (await page[how](query)).ids);
  await page.close();
  return result;
}

/** A copy of a site whose queries know no word that means the same, not even the program's. */
function withoutGroups(site) {
  const other = `${site}-bare`;
  cpSync(site, other, { recursive: true });
  const path = join(other, 'search', 'manifest.js');
  const manifest = readFileSync(path, 'utf8');
  const [, before, inside, after] = /^(faultbook\.shard\("manifest",)(.*)(\);\n)$/s.exec(manifest);
  const { synonyms, y, ...rest } = JSON.parse(inside);
  if (!synonyms && !y) throw new Error('the manifest tells of no groups');
  writeFileSync(path, before + JSON.stringify(rest) + after);
  return other;
}

async function found(browser, sample, site, size) {
  const plain = build(program, withoutSynonyms(sample.root), join(folder, `plain-${size}`));
  const results = [];
  for (const [name, root, how] of [
    ['typed into the box', site, 'type'],
    ['the call', site, 'call'],
    ["without the project's groups", plain, 'call'],
    ['without any group', withoutGroups(plain), 'call'],
  ]) {
    const host = await serve(root, { compressed: true });
    results.push([name, await judged(browser, host.address, sample, how)]);
    await host.close();
  }
  rmSync(join(folder, `plain-${size}`), { recursive: true });
  byCategory(results);
  return results;
}

async function tellPeers(browser, installed, { site, sample, size, own, results }) {
  if (size > mostOfPeers) return console.log(`Pagefind and MiniSearch: not on ${size} pages (PEERS=${mostOfPeers}).\n`);
  if (installed.why) return run.skip(1, `Pagefind and MiniSearch could not be installed: ${installed.why}`);
  const peers = await measurePeers(browser, installed, {
    site,
    sample,
    few: someOfEach(sample.queries),
    folder: join(folder, `peers-${size}`),
  });
  const named = (name) => results.find(([other]) => other === name)[1];
  byCategory([
    ['faultbook', named('the call')],
    ['faultbook without any group', named('without any group')],
    ...peers.map(({ name, judged }) => [name, judged]),
  ]);
  const known = (rows, key) => rows.map((row) => row[key]).filter((figure) => figure !== undefined);
  const most = (rows, key) => Math.max(...known(rows, key));
  const line = (name, { files, bytes, folder: local }, rows) => [
    name,
    `${files} files, ${kB(bytes)}`,
    `${median(rows.map((row) => row.files))}, ${most(rows, 'files')}`,
    `${kB(median(rows.map((row) => row.bytes)))}, ${kB(most(rows, 'bytes'))}`,
    ...['cold', 'warm', 'slow'].map((key) => `${ms(median(known(rows, key)))}, ${ms(Math.max(...known(rows, key)))}`),
    local,
  ];
  const before = { files: own.web.before.length, bytes: bytesOf(own.web.before) };
  const slow = Object.fromEntries(own.slow.rows.map(({ q, call }) => [q, call.cold]));
  const ours = own.web.rows.map(({ q, call }) => ({
    files: call.files + before.files,
    bytes: call.bytes + before.bytes,
    cold: call.cold,
    warm: call.warm,
    slow: slow[q],
  }));
  const head = [
    '',
    'whole index',
    'files of a query',
    'bytes of a query',
    'cold',
    'warm',
    'cold at a quarter of the speed',
    'from a folder',
  ];
  table(head, [
    line('faultbook', { ...own.index, folder: 'answers the same' }, ours),
    ...peers.map((peer) => line(peer.name, peer, peer.rows)),
  ]);
  console.log(`Indexed in ${peers.map(({ name, seconds }) => `${seconds.toFixed(1)} s (${name})`).join(', ')}.\n`);
}

/** Two queries of each category: bytes and files of all are counted once, and these are
    enough for the times of the other ways. */
const someOfEach = (queries) =>
  queries.filter(({ cat }, at) => queries.slice(0, at).filter((q) => q.cat === cat).length < 2);

/** A code, a Chinese symptom and a slip, with the records that are right. */
function threeQueries({ queries, numbers }) {
  const ids = Object.fromEntries(Object.entries(numbers).map(([id, n]) => [n, id]));
  const first = (wanted) => queries.find(({ cat }) => cat === wanted);
  return ['code', 'zh-term', 'en-typo']
    .map(first)
    .map(({ q, cat, rel }) => ({ q, cat, right: new Set(rel.map((n) => ids[n])) }));
}

async function size(browser, installed, pages) {
  const sample = project(shared, pages, folder);
  if (!sample) throw new Error(`there is no search-eval in ${shared}`);
  const from = performance.now();
  const site = build(program, sample.root, join(folder, `out-${pages}`));
  const own = { index: indexOf(site) };
  console.log(`\n## ${pages} pages\n`);
  console.log(
    `Whole site built in ${((performance.now() - from) / 1000).toFixed(1)} s; index: ${own.index.files} files, ${kB(own.index.bytes)} compressed, largest ${kB(own.index.largest)}.\n`,
  );
  const results = await found(browser, sample, site, pages);
  const host = await serve(site, { compressed: true });
  own.web = await everyQuery(browser, host.address, sample.queries, 1);
  const few = someOfEach(sample.queries);
  own.slow = await everyQuery(browser, host.address, few, 4);
  const local = await everyQuery(browser, addressOf(site), few, 1);
  const localSlow = await everyQuery(browser, addressOf(site), few, 4);
  byWay([
    ['http', own.web],
    ['http, a quarter of the speed', own.slow],
    ['folder', local],
    ['folder, a quarter of the speed', localSlow],
  ]);
  console.log(
    `Before any query ${kB(bytesOf(own.web.before))} in ${own.web.before.length} files; the page itself ${kB(bytesOf(own.web.page))} in ${own.web.page.length}.\n`,
  );
  const missed = tellGoals(pages, { index: own.index, ways: own.web, slow: own.slow });
  await run.check(`${pages} pages: bytes and files within their goals`, () => missed);
  await run.check(
    `${pages} pages: the page shows what its call answers, from a folder as over http, without a word on the console`,
    () =>
      [own.web, own.slow, local, localSlow].flatMap(({ rows, errors }) => [
        ...errors,
        ...rows
          .filter(
            ({ q, ids, called }) =>
              differ(ids.slice(0, 10), called) || differ(called, own.web.rows.find((row) => row.q === q).called),
          )
          .map(({ q, ids, called }) => `${q}: the page shows ${ids}, the call answers ${called}`),
      ]),
  );
  await run.check(`${pages} pages: what is left unread of long lists would not be among the first ten`, async () => {
    const page = await open(browser, host.address);
    const problems = [];
    // Of English words other forms count only where too little was found; these are left out.
    for (const { q } of sample.queries.filter((query) => !/[a-z]{4}/i.test(query.q))) {
      const [quick, whole] = [await page.first(q, []), await page.first(q, ['kind'])];
      if (quick.length === 10 && differ([...quick].sort(), [...whole].sort()))
        problems.push(`${q}: ${quick}, of all ${whole}`);
    }
    await page.close();
    return problems;
  });
  await run.check(`${pages} pages: every piece of a text finds every page that holds it`, async () => {
    const page = await open(browser, host.address);
    const problems = await missing(
      sample,
      pieces(sample.records, pages > 20_000 ? 40 : 400),
      async (q) => (await page.call(q, pages)).ids,
    );
    await page.close();
    return problems;
  });
  await checkInFirefox(installed, { served: host.address, folder: addressOf(site), queries: threeQueries(sample) });
  await host.close();
  await tellPeers(browser, installed, { site, sample, size: pages, own, results });
}

async function checkInFirefox(installed, places) {
  const own = firefox();
  if (installed.why) return run.skip(2, `Firefox: what drives it could not be installed: ${installed.why}`);
  if (!own) return run.skip(2, 'Firefox is not here; FIREFOX names its program');
  const { default: puppeteer } = await import(pathToFileURL(installed.require.resolve('puppeteer-core')).href);
  await checkFirefox(puppeteer, run, { ...places, program: own });
}

const browser = await launch();
console.log(`browser ${browser.version()}`);
const installed = install(folder);
for (const pages of sizes.map(Number)) await size(browser, installed, pages);
await browser.close();
run.end();
