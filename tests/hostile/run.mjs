// A project in which every free field is hostile, built for all readers and opened in
// Chromium: nothing runs, no page breaks its policy, no other host is asked, and no element
// stands on a page that we did not make. Prints a line a check and closes with
// "hostile: N passed, N failed, N skipped".
//   node run.mjs PROGRAM        CHROMIUM names the browser
// tests/mutants runs the same on a program that escapes nothing, which must fail.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { checks } from '../browser/checks.mjs';
import { launch } from '../browser/chromium.mjs';
import { serve } from '../browser/serve.mjs';
import { filesBelow, sites } from '../browser/site.mjs';
import { ADDRESSES, MARKUP } from './payloads.mjs';
import { hostileProject, WORD } from './project.mjs';
import { oddities, watch } from './watch.mjs';
import { brokenFiles } from './files.mjs';

const program = resolve(process.argv[2] ?? 'target/release/faultbook');
const { check, end } = checks('hostile');
/** Windows side by side. */
const WINDOWS = 4;
/** A page that has not come by then is a failure, and so is the whole run. */
const PAGE_MS = 15_000;
const WHOLE_MS = 480_000;
/** More than these need not be known of one check. */
const ENOUGH = 200;
const begun = Date.now();

/** Opens addresses in a few windows and asks each page; answers with a line a problem. */
async function openAll(browser, addresses, { base, context: options = {}, ask = async () => [] }) {
  // Use without signal has checks of its own (../browser/offline.mjs).
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(PAGE_MS);
  await context.addInitScript(watch);
  const problems = [];
  const queue = [...addresses];
  const worker = async () => {
    const page = await context.newPage();
    let noticed = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(base) && !/^(blob|about):/.test(request.url())) noticed.push(`asks for ${request.url()}`);
    });
    page.on('dialog', (dialog) => { noticed.push(`shows a dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('download', (download) => download.cancel().catch(() => {}));
    for (let address = queue.shift(); address && problems.length < ENOUGH; address = queue.shift()) {
      noticed = [];
      if (Date.now() - begun > WHOLE_MS) throw new Error(`after ${WHOLE_MS / 1000} s ${queue.length} pages are still to open`);
      await page.goto(address, { waitUntil: 'load' });
      const found = [...(await ask(page)), ...(await page.evaluate(oddities, base)), ...noticed];
      for (const problem of found) problems.push(`${decodeURIComponent(address.slice(base.length))}: ${problem}`);
    }
  };
  await Promise.all(Array.from({ length: WINDOWS }, worker));
  await context.close();
  return problems;
}

/** Until the results of the search page stand there, or it says that there are none. */
const searched = async (page) => {
  await page.waitForFunction(() => document.getElementById('said').textContent.trim());
  return [];
};

/** What the box of a page suggests, as one types. */
const suggested = async (page) => {
  await page.locator('#q').fill(WORD);
  await page.locator('#q-list [role=option]').first().waitFor();
  return [];
};

/** One page of each kind: the first below each folder. */
const ofEachKind = (paths) => [...new Map(paths.map((path) => [path.split('/').slice(0, -2).join('/'), path])).values()];

const work = mkdtempSync(join(tmpdir(), 'faultbook-hostile.'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const output = join(work, 'output');
const host = await serve(output);
const { fields } = hostileProject(work, host.address);

await check(`a project of ${MARKUP.length + ADDRESSES.length} payloads in ${fields} fields builds for all readers`, () => {
  const { status, stdout, stderr } = spawnSync(program, ['build', '-q', '--root', work], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const built = status <= 1 ? sites(output).length : 0;
  return built === 4 ? [] : [`exit ${status}, ${built} sites`, ...`${stdout}${stderr}`.split('\n').filter((line) => /stop|panic/.test(line)).slice(0, 8)];
});
if (sites(output).length === 0) end();

const browser = await launch();
for (const root of sites(output)) {
  const name = relative(output, root);
  const base = `${host.address}${name.split(/[/\\]/).map(encodeURIComponent).join('/')}/`;
  const at = (path) => base + path.split(/[/\\]/).map(encodeURIComponent).join('/');
  const files = filesBelow(root).map((path) => relative(root, path));
  const pages = files.filter((path) => path.endsWith('.html') && !path.startsWith('en/'));
  const english = files.filter((path) => path.endsWith('.html') && path.startsWith('en/'));
  const open = (paths, more) => openAll(browser, paths, { base, ...more });
  const kinds = ofEachKind([...pages, ...english]);
  // The department's own site has all records; of the others each kind is looked at.
  const looked = name === 'internal' ? pages : pages.filter((path, n) => kinds.includes(path) || n % 4 === 0);
  await check(`${name}: of ${looked.length} pages none runs, loads or shows what was smuggled in`, () => open(looked.map(at)));
  await check(`${name}: nor where a browser knows no policy, ${kinds.length} pages`, () =>
    open(kinds.map(at), { context: { bypassCSP: true } }));
  const queries = [WORD, ...MARKUP, ...ADDRESSES].filter((_, n) => n % (name === 'internal' ? 3 : 12) === 0).map((text) => encodeURIComponent(text));
  await check(`${name}: nor what is searched for, found, marked and suggested`, async () => [
    ...(await open(queries.map((q) => `${at('search/index.html')}?q=${q}`), { ask: searched })),
    ...(await open(queries.slice(0, 20).map((q) => `${at(kinds.at(-1))}?hl=${q}&hl=script&hl=alert`))),
    ...(await open([at('index.html'), at('search/index.html')], { ask: suggested })),
  ]);
  const data = files.filter((path) => /\.(json|csv|xml|ics)$/.test(path));
  await check(`${name}: nor a file of figures, ${data.length} of them`, async () => [
    ...brokenFiles(root, data),
    ...(await open(data.filter((path) => /\.(json|xml)$/.test(path)).map(at))),
  ]);
}
await host.close();
console.log(`    ${Math.round((Date.now() - begun) / 1000)} s`);
await browser.close();
end();
