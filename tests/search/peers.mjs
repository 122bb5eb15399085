// Pagefind and MiniSearch on the same pages, in the same browser, by the same queries.
// The pages are those of the site, of the judged records alone: no list, no header and
// no neighbour's title stands in their way. npm fetches both into a temporary folder.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serve } from '../browser/serve.mjs';
import { filesBelow } from '../browser/site.mjs';
import { gzipped } from './engine.mjs';
import { judge } from './judge.mjs';

/** What stands on a page of a record and does not belong to the record itself. */
const ASIDE = 'nav,#rivals,#uses,#same,.ev,.note,.fig__n';
const TITLES = 'h1';

/** Installs the packages of peers/ into a folder; says why where that cannot be. */
export function install(folder) {
  const own = fileURLToPath(new URL('peers', import.meta.url));
  const target = join(folder, 'peers');
  cpSync(own, target, { recursive: true });
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: target,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    return { why: String(error.stderr || error.message).trim() };
  }
  return { require: createRequire(join(target, 'package.json')), target };
}

/** Copies the pages of the judged records, each with its id as the name of its folder. */
function pagesOf(site, numbers, folder) {
  const ids = {};
  for (const id of Object.keys(numbers)) {
    const kind = /^SOL-/.test(id) ? 'solutions' : /^FR-/.test(id) ? 'faults' : 'devices';
    const path = join(kind, id, 'index.html');
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(site, path), join(folder, path));
    ids[`/${kind}/${id}/`] = id;
  }
  return ids;
}

const shell = (scripts) => `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>search</title>
<link rel="icon" href="data:,">${scripts}</html>\n`;

// ---- Pagefind

async function pagefind(installed, folder, ids) {
  const program = join(installed.target, 'node_modules', 'pagefind', 'lib', 'runner', 'bin.cjs');
  const from = performance.now();
  const said = execFileSync(
    'node',
    [program, '--site', folder, '--root-selector', 'main', '--exclude-selectors', ASIDE, '--force-language', 'zh'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const seconds = (performance.now() - from) / 1000;
  writeFileSync(join(folder, 'pagefind.html'), shell(''));
  const files = filesBelow(join(folder, 'pagefind')).filter((path) => !/pagefind-(ui|modular-ui|component)/.test(path));
  return {
    name: 'Pagefind',
    page: 'pagefind.html',
    files: files.length,
    bytes: files.reduce((sum, path) => sum + gzipped(path), 0),
    seconds,
    said,
    ask: async (query) => {
      self.engine ??= await import(new URL('pagefind/pagefind.js', location.href).href);
      const { results } = await self.engine.search(query);
      const found = await Promise.all(results.slice(0, 10).map((result) => result.data()));
      return found.map(({ url }) => url);
    },
    idOf: (url) => ids[url.replace(/index\.html$/, '')],
  };
}

// ---- MiniSearch

/** Title and text of every page, as a browser reads them. */
async function texts(browser, folder, ids) {
  const page = await browser.newPage();
  const all = [];
  const list = Object.entries(ids);
  for (let at = 0; at < list.length; at += 200) {
    const part = list
      .slice(at, at + 200)
      .map(([path, id]) => [id, readFileSync(join(folder, path, 'index.html'), 'utf8')]);
    const read = ([pages, aside, titles]) =>
      pages.map(([id, html]) => {
        const main = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
        main.querySelectorAll(aside).forEach((element) => element.remove());
        return { id, title: main.querySelector(titles).textContent, text: main.textContent.replace(/\s+/g, ' ') };
      });
    all.push(...(await page.evaluate(read, [part, ASIDE, TITLES])));
  }
  await page.close();
  return all;
}

/** How it takes texts apart: by itself, or Chinese by pairs of characters as ours does. */
const PAIRS = `(text) => (text.match(/[\\u3400-\\u9fff]+|[\\p{L}\\p{N}]+/gu) || []).flatMap((run) =>
  /[\\u3400-\\u9fff]/.test(run) && run.length > 2 ? [...run].slice(1).map((c, at) => run[at] + c) : [run])`;

async function miniSearch(installed, folder, pages, { name, file, tokenize }) {
  const MiniSearch = installed.require('minisearch');
  const options = { fields: ['title', 'text'], storeFields: [] };
  const apart = tokenize && (0, eval)(tokenize);
  const from = performance.now();
  const index = new MiniSearch({ ...options, ...(apart && { tokenize: apart }) });
  index.addAll(pages);
  writeFileSync(join(folder, `${file}.json`), JSON.stringify(index));
  const seconds = (performance.now() - from) / 1000;
  cpSync(
    join(dirname(installed.require.resolve('minisearch')), '..', 'umd', 'index.js'),
    join(folder, 'minisearch.js'),
  );
  writeFileSync(join(folder, `${file}.html`), shell('<script src="minisearch.js"></script>'));
  const paths = [join(folder, `${file}.json`), join(folder, 'minisearch.js')];
  return {
    name,
    page: `${file}.html`,
    files: paths.length,
    bytes: paths.reduce((sum, path) => sum + gzipped(path), 0),
    seconds,
    ask: async (query, [json, given, how]) => {
      const made = { ...given, ...(how && { tokenize: (0, eval)(how) }) };
      self.engine ??= self.MiniSearch.loadJSON(await (await fetch(json)).text(), made);
      const found = self.engine.search(query, { prefix: true, fuzzy: 0.2, boost: { title: 3 }, combineWith: 'AND' });
      const rest =
        found.length < 10 ? self.engine.search(query, { prefix: true, fuzzy: 0.2, boost: { title: 3 } }) : [];
      return [...new Set([...found, ...rest].map(({ id }) => id))].slice(0, 10);
    },
    given: [`${file}.json`, options, tokenize],
    idOf: (id) => id,
  };
}

// ---- the same queries

async function visit(browser, address, peer, slower) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${address}${peer.page}`);
  if (slower > 1) {
    const wire = await context.newCDPSession(page);
    await wire.send('Emulation.setCPUThrottlingRate', { rate: slower });
  }
  const ask = (query) =>
    page.evaluate(
      async ([run, q, given]) => {
        const from = performance.now();
        const found = await (0, eval)(run)(q, given);
        return { found, ms: performance.now() - from };
      },
      [String(peer.ask), query, peer.given],
    );
  return { ask, close: () => context.close() };
}

/** What a peer finds and costs: judged in one window, each query cold in one of its own. The
    slowed processor slows the page, not a worker of it. */
async function measured(browser, host, peer, { sample, few }) {
  const all = await visit(browser, host.address, peer, 1);
  const judged = await judge(sample, async (query) => (await all.ask(query)).found.map(peer.idOf));
  await all.close();
  const rows = [];
  for (const { q } of sample.queries) {
    const row = { q };
    for (const [speed, key] of few.some((one) => one.q === q)
      ? [
          [1, 'cold'],
          [4, 'slow'],
        ]
      : [[1, 'cold']]) {
      const window = await visit(browser, host.address, peer, speed);
      host.asked.length = 0;
      row[key] = (await window.ask(q)).ms;
      // Counted where they are sent, because Pagefind asks from a worker of its own.
      const sent = host.asked.map((path) => gzipped(join(host.folder, path)));
      Object.assign(row, { files: sent.length, bytes: sent.reduce((sum, bytes) => sum + bytes, 0) });
      if (speed === 1) row.warm = (await window.ask(q)).ms;
      await window.close();
    }
    rows.push(row);
  }
  return { ...peer, judged, rows };
}

/** Whether a peer answers where there is no web host, and what it says if not. */
async function fromFolder(browser, folder, peer) {
  const window = await visit(browser, pathToFileURL(`${folder}/`).href, peer, 1);
  const answer = await window.ask('E-104').then(
    ({ found }) => `answers with ${found.length}`,
    (error) => `fails: ${/(?:\w*Error: )?([^:\n]+)(?:: \w+:\S+)?$/m.exec(String(error.message).split('\n')[0])?.[1] ?? error.message}`,
  );
  await window.close();
  return answer;
}

/** Measures every peer on the pages of a site. */
export async function measurePeers(browser, installed, { site, sample, few, folder }) {
  mkdirSync(folder, { recursive: true });
  const ids = pagesOf(site, sample.numbers, folder);
  const pages = await texts(browser, folder, ids);
  const peers = [
    await pagefind(installed, folder, ids),
    await miniSearch(installed, folder, pages, { name: 'MiniSearch', file: 'minisearch' }),
    await miniSearch(installed, folder, pages, {
      name: 'MiniSearch, Chinese by pairs',
      file: 'minisearch-pairs',
      tokenize: PAIRS,
    }),
  ];
  const host = await serve(folder, { compressed: true });
  const results = [];
  for (const peer of peers) {
    results.push(await measured(browser, host, peer, { sample, few }));
    results.at(-1).folder = await fromFolder(browser, folder, peer);
  }
  await host.close();
  return results;
}
