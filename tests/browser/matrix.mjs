// Every kind of page in every look: three widths, light, dark and paper, both
// languages, from a folder and over http. Each page is opened once a language and
// way and then changed in place, so that the whole takes a few minutes.
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { samplePages } from './site.mjs';

const WIDTHS = [390, 768, 1440];
/** A4 without its margins, in CSS pixels. */
const PAPER = 675;
const HEIGHT = 900;
/** Pages that are open at once: each has a process of the browser to itself. */
const AT_ONCE = Math.min(4, availableParallelism());

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

/** The rules of axe that look at colours; every other one finds the same in the dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds, of any severity, by some of its rules or by all. */
async function barriers(page, axe, rules) {
  await page.evaluate(`window.axe || (() => {${axe}})()`);
  // without preload: axe would ask for the style sheets anew, which a folder does not allow
  const options = { preload: false, resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) };
  const { violations } = await page.evaluate((given) => window.axe.run(given), options);
  return violations.map(
    ({ id, impact, help, nodes }) => `${id} (${impact}: ${help}): ${nodes.length} × ${nodes[0].html.slice(0, 160)}`,
  );
}

/** Collects what a page does that it must not: errors, requests outside, breaches of its policy. */
function listen(page, allowed) {
  const noticed = [];
  page.on('console', (message) => message.type() === 'error' && noticed.push(message.text()));
  page.on('pageerror', (error) => noticed.push(String(error)));
  page.on('request', (request) => {
    if (!allowed(request.url())) noticed.push(`asks another host: ${request.url()}`);
  });
  return noticed;
}

/** Opens every page of the list and asks; answers with the problems, a line each. */
async function onEachPage(browser, { pages, site, address, allowed }, ask) {
  // colours that change slowly would be measured half-way
  const viewport = { width: WIDTHS[0], height: HEIGHT };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`breaks its policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  const problems = pages.map(() => []);
  const queue = [...pages.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [at, path] = next;
      const page = await context.newPage();
      const noticed = listen(page, allowed);
      await page.goto(address(path), { waitUntil: 'load' });
      const found = await ask(page, at);
      problems[at] = [...found, ...noticed].map((problem) => `${relative(site, path)}: ${problem}`);
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await context.close();
  return problems.flat();
}

/** Every width, light and dark, paper, and large letters, in a page that is open. */
async function looks(page, { axe, thorough }) {
  const problems = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const problem of await page.evaluate(sideways)) problems.push(`${width} px: ${problem}`);
    if (width === WIDTHS[0] && thorough) problems.push(...(await barriers(page, axe)));
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  if (thorough) problems.push(...(await barriers(page, axe, COLOURS)).map((problem) => `dark: ${problem}`));
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await page.setViewportSize({ width: PAPER, height: HEIGHT });
  for (const problem of await page.evaluate(sideways)) problems.push(`paper: ${problem}`);
  // Last, because it stays: letters twice as large, as a reader sets them in the browser.
  await page.emulateMedia({ media: 'screen' });
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  for (const width of [WIDTHS[0], WIDTHS[2]]) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const problem of await page.evaluate(sideways)) problems.push(`200 % letters, ${width} px: ${problem}`);
  }
  return problems;
}

/**
 * Checks a site's pages in one language. Barriers are looked for on every page of the
 * first language and on every other one of a further language.
 */
export async function checkMatrix(browser, check, { site, language, served, axe }) {
  const pages = samplePages(site, language);
  const name = `${language || 'first language'}, ${pages.length} pages`;
  const local = (url) => /^(file|data|blob):/.test(url);
  const folder = { pages, site, address: (path) => pathToFileURL(path).href, allowed: local };
  await check(`no overflow, error, barrier or request outside at any width, in light, dark and print, ${name}`, () =>
    onEachPage(browser, folder, (page, at) => looks(page, { axe, thorough: language === '' || at % 2 === 0 })));
  const http = {
    pages,
    site,
    address: (path) => new URL(relative(site, path).split('/').map(encodeURIComponent).join('/'), served).href,
    allowed: (url) => url.startsWith(served) || /^(data|blob):/.test(url),
  };
  await check(`no error, breach of policy or request outside over http, ${name}`, () =>
    onEachPage(browser, http, async (page) => {
      await page.waitForTimeout(30);
      return page.evaluate(sideways);
    }));
}
