// Opens the built site from its folder in a browser, as a field engineer without
// signal would, and checks what a person would notice. Prints a line a check and
// closes with "browser: N passed, N failed, N skipped".
//   node run.mjs OUTPUT_FOLDER        CHROMIUM names the browser
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { checkCodes } from './codes.mjs';
import { checkLedgers } from './ledger.mjs';
import { checkOffline } from './offline.mjs';
import { checkPaper } from './paper.mjs';
import { checkSearch } from './search.mjs';
import { serve } from './serve.mjs';
import { deadLinks, here, languageFolders, samplePages, sites } from './site.mjs';
import { checkTicks } from './ticks.mjs';

const output = resolve(process.argv[2] ?? 'output');
const site = join(output, 'internal');
const axe = readFileSync(join(here, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const WIDTHS = [390, 1440];
const SCHEMES = ['light', 'dark'];
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs one check; it returns what is wrong, a line a problem. */
async function check(name, run) {
  let problems;
  try {
    problems = await run();
  } catch (error) {
    problems = [String(error.stack ?? error)];
  }
  counts[problems.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${problems.length === 0 ? 'ok' : 'FAILED'}: ${name}`);
  for (const problem of problems.slice(0, 12)) console.log(`    ${problem}`);
  if (problems.length > 12) console.log(`    and ${problems.length - 12} more`);
}

/** Opens every page of the list and collects what the question finds on each. */
async function onEachPage(browser, options, pages, question) {
  const context = await browser.newContext(options);
  const problems = [];
  for (const path of pages) {
    const page = await context.newPage();
    const noticed = [];
    page.on('console', (message) => message.type() === 'error' && noticed.push(message.text()));
    page.on('pageerror', (error) => noticed.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) noticed.push(`asks another host: ${request.url()}`);
    });
    await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    for (const problem of await question(page, noticed)) problems.push(`${relative(site, path)}: ${problem}`);
    await page.close();
  }
  await context.close();
  return problems;
}

/** Elements that reach beyond the window, where the page scrolls sideways. */
const sideways = () => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 3)
    .map((element) => `${element.tagName.toLowerCase()}.${[...element.classList].join('.')}`);
  return [`scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth}; ${wide.join(', ')}`];
};

const quiet = async (page, noticed) => {
  await page.waitForTimeout(50);
  return noticed;
};

const accessible = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id} (${help}): ${nodes.length} × ${nodes[0].html.slice(0, 160)}`);
};

/** Every look of the first language; of a further one, and for the slow search for
    barriers, the two that differ most; each language then takes every other page. */
async function checkLook(browser, language) {
  const pages = samplePages(site, language);
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const telling = (width === WIDTHS[0]) === (colorScheme === SCHEMES[0]);
      if (language !== '' && !telling) continue;
      const options = { viewport: { width, height: 900 }, colorScheme };
      const name = `${language || 'first language'}, ${width} px, ${colorScheme}, ${pages.length} pages`;
      await check(`no error on the console, ${name}`, () => onEachPage(browser, options, pages, quiet));
      await check(`no sideways scrolling, ${name}`, () =>
        onEachPage(browser, options, pages, (page) => page.evaluate(sideways)));
      if (!telling) continue;
      const half = pages.filter((_, at) => at % 2 === (language === '' ? 0 : 1));
      await check(`no serious barrier, ${name}`, () => onEachPage(browser, options, half, accessible));
    }
  }
}

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
  console.log(`FAILED: there is no site at ${site}; build the demo first`);
  console.log('browser: 0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

for (const root of sites(output)) {
  await check(`every link inside ${relative(output, root)} leads somewhere`, () => {
    const { problems, pages } = deadLinks(root);
    console.log(`    ${pages} pages read`);
    return problems;
  });
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
console.log(`browser ${browser.version()}`);
await check('both languages are there and lead to each other', () => languages(browser));
for (const language of ['', ...languageFolders(site)]) {
  const name = language || 'first language';
  await check(`usable without script, ${name}`, () => walkWithoutScript(browser, language));
  await checkLook(browser, language);
}
const host = await serve(site);
for (const folder of ['', ...languageFolders(site).slice(0, 1)]) {
  await checkSearch(browser, check, { site, folder, served: host.address, axe });
}
for (const folder of ['', ...languageFolders(site)]) {
  await checkLedgers(browser, check, { site, folder, axe });
  await checkPaper(browser, check, { site, folder });
  await checkTicks(browser, check, { site, folder, served: host.address, axe });
}
await host.close();
await checkCodes(browser, check, { output, axe });
await checkOffline(browser, check, { site });
await browser.close();
console.log(`browser: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed === 0 ? 0 : 1);
