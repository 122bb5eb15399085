// Opens the built site from its folder in a browser, as a field engineer without
// signal would, and checks what a person would notice. Prints a line a check and
// closes with "browser: N passed, N failed, N skipped".
//   node run.mjs OUTPUT_FOLDER PROGRAM        CHROMIUM names the browser
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checks } from './checks.mjs';
import { launch } from './chromium.mjs';
import { checkCodes } from './codes.mjs';
import { checkLedgers } from './ledger.mjs';
import { checkLive } from './live.mjs';
import { checkLock } from './lock.mjs';
import { checkMatrix } from './matrix.mjs';
import { checkOffline } from './offline.mjs';
import { checkPaper } from './paper.mjs';
import { checkSearch } from './search.mjs';
import { serve } from './serve.mjs';
import { deadLinks, here, languageFolders, sites } from './site.mjs';
import { checkSnapshots } from './snapshots.mjs';
import { checkTicks } from './ticks.mjs';

const output = resolve(process.argv[2] ?? 'output');
const program = resolve(process.argv[3] ?? 'target/release/faultbook');
const site = join(output, 'internal');
const axe = readFileSync(join(here, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const { check, skip, end } = checks('browser');

/** From the first page to an article and a device by clicking, no script running. */
async function walkWithoutScript(browser, language) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const problems = [];
  for (const kind of ['solutions', 'devices', 'reports', 'faults']) {
    await page.goto(pathToFileURL(join(site, language, 'index.html')).href);
    const list = page.locator(`a[href*="${kind}/index.html"]`).first();
    if ((await list.count()) === 0) {
      problems.push(`the first page has no link to ${kind}`);
      continue;
    }
    await page.goto(new URL(await list.getAttribute('href'), page.url()).href);
    const item = page.locator('main a[href$="index.html"]:visible').first();
    if ((await item.count()) === 0) {
      problems.push(`the list of ${kind} has no visible entry`);
      continue;
    }
    await item.click();
    const text = (await page.locator('main').innerText()).trim();
    if (text.length < 80) problems.push(`${relative(site, page.url())} says only: ${text}`);
  }
  await context.close();
  return problems;
}

/** The second language is reachable from the first, and says so of itself. */
async function languages(browser) {
  const others = languageFolders(site);
  if (others.length === 0) return ['the demo has a second language, but no folder of it is there'];
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems = [];
  for (const language of ['', ...others]) {
    await page.goto(pathToFileURL(join(site, language, 'index.html')).href);
    const lang = await page.locator('html').getAttribute('lang');
    if (!(lang ?? '').startsWith(language === 'en' ? 'en' : 'zh')) {
      problems.push(`${language || 'the first page'} says lang="${lang}"`);
    }
    if ((await page.locator('a[lang], a[hreflang]').count()) === 0) problems.push('no link to the other language');
  }
  await context.close();
  return problems;
}

if (!existsSync(join(site, 'index.html'))) {
  await check('there is a site', () => [`there is none at ${site}; build the demo first`]);
  end();
}

for (const root of sites(output)) {
  await check(`every link inside ${relative(output, root)} leads somewhere`, () => {
    const { problems, pages } = deadLinks(root);
    console.log(`    ${pages} pages read`);
    return problems;
  });
}
const browser = await launch();
console.log(`browser ${browser.version()}`);
await check('both languages are there and lead to each other', () => languages(browser));
const host = await serve(site);
const folders = ['', ...languageFolders(site)];

/** Every page at every width, and the search: both processors are busy. */
async function everyPage() {
  for (const folder of folders) {
    await check(`usable without script, ${folder || 'first language'}`, () => walkWithoutScript(browser, folder));
    await checkMatrix(browser, check, { site, language: folder, served: host.address, axe });
  }
  for (const folder of folders.slice(0, 2)) {
    await checkSearch(browser, check, { site, folder, served: host.address, axe });
  }
}

/** What is done step by step, and mostly waits. */
async function stepByStep() {
  for (const folder of folders) {
    await checkLedgers(browser, check, { site, folder, axe });
    await checkPaper(browser, check, { site, folder });
    await checkTicks(browser, check, { site, folder, served: host.address, axe });
  }
  await checkSnapshots(browser, check, { site, skip });
  await checkCodes(browser, check, { output, axe });
  await checkOffline(browser, check, { site });
  await checkLock(browser, check, { program, project: join(here, '..', '..'), output, axe });
  await checkLive(browser, check, { program, axe });
}

await Promise.all([everyPage(), stepByStep()]);
await host.close();
await browser.close();
end();
