// The search of large sites in a browser, over http and from a folder: what is found, by
// category, with and without a project's own synonyms; bytes, files and times by the
// browser's own network log; every piece of a text against a plain scan.
//   node long.mjs PROGRAM SIZE…      CHROMIUM names the browser, WORK a folder for the sites
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, judge, missing, pieces, project, withoutSynonyms } from './judge.mjs';

const require = createRequire(new URL('../browser/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const [program, ...sizes] = process.argv.slice(2);
const shared = resolve(process.env.FAULTBOOK_SHARED ?? '../shared');
const folder = mkdtempSync(join(process.env.WORK ?? tmpdir(), 'faultbook-search.'));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css' };

/** A page with nothing but the loader, under the policy of the site's own pages. */
const PAGE = 'measured.html';
function addPage(site) {
  const policy = "default-src 'none'; script-src 'self' file:";
  writeFileSync(
    join(site, PAGE),
    `<!doctype html><html><head><meta charset="utf-8"><title>search</title>
<meta http-equiv="Content-Security-Policy" content="${policy}"></head>
<body><script src="assets/search.js"></script></body></html>
`,
  );
}

/** A web host that compresses, as every one does, and lets nothing but its own scripts run. */
function host(site) {
  addPage(site);
  const server = createServer((request, response) => {
    const path = join(site, decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (request.url === '/favicon.ico') return response.writeHead(204).end();
    if (!existsSync(path) || statSync(path).isDirectory()) return response.writeHead(404).end();
    const head = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-encoding': 'gzip' };
    response.writeHead(200, { ...head, 'content-security-policy': "default-src 'none'; script-src 'self'" });
    response.end(gzipSync(readFileSync(path), { level: 6 }));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

/** A page of the site with the search in it, and what it loaded since it was asked last. */
async function open(browser, address, slower = 1) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  const names = new Map();
  let log = [];
  const errors = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  wire.on('Network.requestWillBeSent', ({ requestId, request }) => names.set(requestId, request.url));
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = names.get(requestId) ?? '';
    if (/\/search\/|\/assets\/search/.test(url)) log.push([url, encodedDataLength]);
  });
  await page.goto(`${address}/${PAGE}`);
  await page.evaluate(() => window.faultbook.search.ready());
  const ready = log;
  log = [];
  if (slower > 1) await wire.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const ask = (query, limit = 10) =>
    page.evaluate(
      async ([q, n]) => {
        const from = performance.now();
        const hits = await window.faultbook.search(q, { limit: n });
        return { ids: hits.map(({ id }) => id), ms: performance.now() - from };
      },
      [query, limit],
    );
  return { ask, ready, errors, taken: async () => (await page.waitForTimeout(20), log), close: () => context.close() };
}

const sum = (list) => list.reduce((all, [, bytes]) => all + bytes, 0);
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))];

/** Every query in a page of its own, as the first one. */
async function cold(browser, address, queries, slower) {
  const rows = [];
  let before = [];
  for (const { q, cat } of queries) {
    const page = await open(browser, address, slower);
    const { ms, ids } = await page.ask(q);
    const again = await page.ask(q);
    const log = await page.taken();
    before = page.ready;
    if (page.errors.length) throw new Error(page.errors.join('\n'));
    rows.push({ q, typo: cat.endsWith('typo'), ms, warm: again.ms, bytes: sum(log), files: log.length, ids });
    await page.close();
  }
  return { rows, before };
}

function tell(name, { rows, before }) {
  for (const typo of [false, true]) {
    const own = rows.filter((row) => row.typo === typo);
    const most = (key) => own.reduce((a, b) => (a[key] >= b[key] ? a : b));
    const [bytes, files] = [most('bytes'), most('files')];
    console.log(
      `  ${name}, ${typo ? 'with a slip' : 'first query'}: at most ${kB(bytes.bytes)} (${bytes.q}), ${files.files} files (${files.q}); ` +
        `cold ${at(
          own.map((r) => r.ms),
          0.5,
        ).toFixed(0)} ms, at most ${most('ms').ms.toFixed(0)} (${most('ms').q}); ` +
        `warm ${at(
          own.map((r) => r.warm),
          0.5,
        ).toFixed(1)} ms, at most ${most('warm').warm.toFixed(1)}`,
    );
  }
  console.log(`  ${name}, before any query: ${kB(sum(before))}, ${before.length} files`);
}

function tellIndex(site) {
  const root = join(site, 'search');
  const files = readdirSync(root, { recursive: true })
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile());
  const packed = files.map((path) => gzipSync(readFileSync(path), { level: 6 }).length);
  console.log(
    `  index: ${files.length} files, ${kB(packed.reduce((a, b) => a + b, 0))} compressed, largest ${kB(Math.max(...packed))}`,
  );
}

async function judged(browser, address, sample, name) {
  const page = await open(browser, address);
  const result = await judge(sample, async (query) => (await page.ask(query)).ids);
  await page.close();
  console.log(
    `  ${name}: recall ${result.recall.toFixed(3)}, first place ${result.mrr.toFixed(3)}, same language ${result.sameLanguage.toFixed(3)}, ` +
      `validated solution in the first three ${result.validatedFirst.toFixed(3)}`,
  );
  for (const [category, { n, recall, mrr }] of Object.entries(result.categories)) {
    console.log(
      `    ${category.padEnd(14)} ${String(n).padStart(3)}  recall ${recall.toFixed(3)}  first place ${mrr.toFixed(3)}`,
    );
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
console.log(`browser ${browser.version()}`);
for (const size of sizes.map(Number)) {
  const sample = project(shared, size, folder);
  if (!sample) throw new Error(`there is no search-eval in ${shared}`);
  const from = performance.now();
  const site = build(program, sample.root, join(folder, `out-${size}`));
  console.log(`\n${size} pages, whole site built in ${((performance.now() - from) / 1000).toFixed(1)} s`);
  tellIndex(site);
  const server = await host(site);
  const web = `http://127.0.0.1:${server.address().port}`;
  const local = pathToFileURL(site).href;
  await judged(browser, web, sample, 'with synonyms');
  const [overWeb, fromFolder] = [
    await cold(browser, web, sample.queries, 1),
    await cold(browser, local, sample.queries, 1),
  ];
  tell('http', overWeb);
  tell('http, four times slower', await cold(browser, web, sample.queries, 4));
  tell('folder', fromFolder);
  const differs = overWeb.rows.filter((row, n) => String(row.ids) !== String(fromFolder.rows[n].ids));
  console.log(
    `  folder and http answer ${differs.length ? `differently: ${differs.map((row) => row.q)}` : 'the same'}`,
  );
  const page = await open(browser, web);
  const lost = await missing(
    sample,
    pieces(sample.records, size > 20_000 ? 40 : 400),
    async (q) => (await page.ask(q, size)).ids,
  );
  console.log(`  pieces of texts that do not find a page that holds them: ${lost.length}`);
  lost.forEach((problem) => console.log(`    ${problem}`));
  await page.close();
  server.close();
  const plain = await host(build(program, withoutSynonyms(sample.root), join(folder, `plain-${size}`)));
  await judged(browser, `http://127.0.0.1:${plain.address().port}`, sample, 'without synonyms');
  plain.close();
}
await browser.close();
rmSync(folder, { recursive: true });
