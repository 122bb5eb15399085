// The search page and the box of every page, as a person with a keyboard, a phone or an
// input method for Chinese meets them; from a folder and over http.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';

/** Words of the demo that its records hold, and a record that each of them finds. */
const QUERY = '黑屏';
/** A slip of the input method for it: a character of the same sound. */
const TYPO = '黑平';
const SOLUTION = 'SOL-0042';
const DEVICE = 'SIM-007';

const PHONE = { width: 390, height: 844 };

/** A page that collects what goes wrong on it. */
async function opened(context, address) {
  const page = await context.newPage();
  page.noticed = [];
  page.on('console', (message) => message.type() === 'error' && page.noticed.push(message.text()));
  page.on('pageerror', (error) => page.noticed.push(String(error)));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
  }));
  if (address) await page.goto(address, { waitUntil: 'load' });
  return page;
}

const options = (page) => page.locator('#q-list [role=option]');
const results = (page) => page.locator('#found .res > li');

async function keyboard(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}devices/index.html`);
  await page.keyboard.press('/');
  const box = page.locator('#q');
  expect(await box.evaluate((input) => input === document.activeElement), '/ does not lead into the box');
  expect((await box.inputValue()) === '', '/ is typed into the box');
  await page.keyboard.type(QUERY);
  await options(page).first().waitFor();
  expect((await box.getAttribute('aria-expanded')) === 'true', 'the open list is not told');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const active = await box.getAttribute('aria-activedescendant');
  expect(active === 'q-0', `the arrows lead to ${active} instead of the first result`);
  expect((await page.locator(`#${active}`).getAttribute('aria-selected')) === 'true', 'the chosen result is not told');
  await page.keyboard.press('Escape');
  expect(!(await page.locator('#q-list').isVisible()), 'Escape leaves the list open');
  expect((await box.inputValue()) === QUERY, 'Escape empties the box at once');
  await page.keyboard.press('ArrowDown');
  const chosen = await options(page).first().locator('.id').innerText();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.has('hl'));
  expect((await page.locator('main').innerText()).includes(chosen), `Enter does not lead to ${chosen}`);
  return [...problems, ...page.noticed];
}

async function composing(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}search/index.html`);
  const session = await context.newCDPSession(page);
  await page.locator('#q').focus();
  await session.send('Input.imeSetComposition', { text: 'hei', selectionStart: 3, selectionEnd: 3 });
  await page.waitForTimeout(400);
  expect(!page.url().includes('q='), 'the letters of a word that is still composed are searched');
  await session.send('Input.insertText', { text: QUERY });
  await results(page).first().waitFor();
  expect(new URL(page.url()).searchParams.get('q') === QUERY, `the address says ${page.url()}`);
  return [...problems, ...page.noticed];
}

async function address(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}search/index.html?q=${encodeURIComponent(QUERY)}`);
  await results(page).first().waitFor();
  const before = await results(page).count();
  expect((await page.locator('#q').inputValue()) === QUERY, 'the box does not show the query of the address');
  expect(/\d/.test(await page.locator('#said').innerText()), 'the number of results is not told');
  const kind = page.locator('[data-filter=kind]');
  if (!(await kind.isVisible())) await page.locator('#facets > details > summary').click();
  expect((await kind.locator('a').count()) === 0, 'filters are counted before one is opened');
  await kind.locator('summary').click();
  const value = kind.locator('a').first();
  await value.waitFor();
  const promised = Number(await value.locator('span').last().innerText());
  await value.click();
  await page.locator('.chips [aria-current]').waitFor();
  await page.waitForFunction((n) => Number(document.querySelector('#said').innerText.match(/\d+/)?.[0]) === n, promised, { timeout: 3000 })
    .catch(() => problems.push(`a filter that promises ${promised} results keeps another number`));
  const shared = page.url();
  expect(new URL(shared).searchParams.has('kind'), 'the filter is not in the address');
  await page.goBack();
  await page.waitForFunction((n) => document.querySelectorAll('#found .res > li').length === n, before);
  const other = await opened(context, shared);
  await other.locator('.chips [aria-current]').waitFor();
  await results(other).first().waitFor();
  expect((await results(other).count()) === Math.min(promised, 10), 'a shared address shows something else');
  await other.locator('.chips [aria-current]').click();
  await other.waitForFunction((n) => document.querySelectorAll('#found .res > li').length === n, before);
  return [...problems, ...page.noticed, ...other.noticed];
}

async function marks(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}search/index.html?q=${encodeURIComponent(QUERY)}`);
  await results(page).first().waitFor();
  expect((await page.locator('#found mark').count()) > 0, 'no hit is marked in the results');
  await page.locator(`#found a.id`, { hasText: SOLUTION }).click();
  await page.locator('#marks').waitFor();
  const marked = await page.locator('main mark').allInnerTexts();
  expect(marked.includes(QUERY), `marked on the page: ${marked.slice(0, 5).join(', ')}`);
  const text = await page.locator('main').evaluate((main) => main.textContent.length);
  await page.locator('#marks button').last().click();
  expect((await page.locator('main mark').count()) === 0, 'the marks cannot be removed');
  expect(!page.url().includes('hl='), 'the address keeps the marks');
  const bare = await opened(context, page.url());
  const plain = await bare.locator('main').evaluate((main) => main.textContent.length);
  expect(plain === (await page.locator('main').evaluate((main) => main.textContent.length)), `marking has changed the text (${text}, ${plain})`);
  // Figures name codes, too; their texts are no place for a mark.
  const figures = await opened(context, `${base}recurring/index.html?hl=e104`);
  await figures.locator('#marks').waitFor();
  expect((await figures.locator('main svg').count()) > 0, 'the check itself sees no figure');
  expect((await figures.locator('main svg mark, main button mark').count()) === 0, 'marks inside a figure or a button');
  return [...problems, ...page.noticed, ...bare.noticed, ...figures.noticed];
}

async function scanned(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}search/index.html?device=${DEVICE}`);
  const chip = page.locator('.chips [aria-current]');
  await chip.waitFor();
  expect((await chip.innerText()).includes(DEVICE), 'the scanned device is not named');
  await page.locator('#q').fill(QUERY);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /\d/.test(document.querySelector('#said').innerText));
  const scoped = Number((await page.locator('#said').innerText()).match(/\d+/)[0]);
  await chip.click();
  await page.waitForFunction((n) => Number(document.querySelector('#said').innerText.match(/\d+/)?.[0]) > n, scoped, { timeout: 3000 })
    .catch(() => problems.push('without the device no more is found than with it'));
  expect(!page.url().includes('device='), 'the address keeps the device');
  const unknown = await opened(context, `${base}search/index.html?device=NO-SUCH&q=${encodeURIComponent(QUERY)}`);
  await results(unknown).first().waitFor();
  expect((await unknown.locator('.chips').first().innerText()).includes('NO-SUCH'), 'an unknown device is passed over in silence');
  return [...problems, ...page.noticed, ...unknown.noticed];
}

async function empty(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}search/index.html?q=qqqqzzzzqqqq`);
  const found = page.locator('#found');
  await found.locator('a[href*="codes/index.html"]').waitFor();
  expect((await found.innerText()).includes('qqqqzzzzqqqq'), 'what was not found is not named');
  const hostile = '<img src=x onerror=alert(1)>';
  await page.locator('#q').fill(hostile);
  await page.keyboard.press('Enter');
  await page.waitForFunction((text) => document.querySelector('#found').innerText.includes(text), hostile);
  expect((await page.locator('#found img').count()) === 0, 'a query becomes HTML');
  return [...problems, ...page.noticed];
}

/** The box of any page is not silent where nothing fits, or only something near. */
async function told(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}devices/index.html`);
  const last = async (query) => {
    await page.locator('#q').fill(query);
    await page.waitForFunction((before) => {
      const end = document.querySelector('#q-list li:last-child')?.textContent;
      return end && end !== before;
    }, before);
    before = await options(page).last().innerText();
    expect(await page.locator('#q-list').isVisible(), `${query}: the list stays shut`);
    expect((await page.locator('.find ~ [role=status]').textContent()) === before, `${query}: it is not said aloud`);
    return before;
  };
  let before = '';
  const all = await last(QUERY);
  expect(/\d/.test(all), `the number of all is not told: ${all}`);
  const near = await last(TYPO);
  expect((await options(page).count()) > 1 && near.replace(/\d+/, '') !== all.replace(/\d+/, ''), `that hits are only near is not told: ${near}`);
  const none = await last('qqqqzzzzqqqq');
  expect((await options(page).count()) === 1 && none.includes('qqqqzzzzqqqq'), `that nothing was found is not told: ${none}`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search\/index\.html\?q=qqqq/);
  return [...problems, ...page.noticed];
}

/** On a phone: nothing wider than the window, and fields and results big enough for a thumb. */
async function thumb(browser, base) {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}index.html`);
  await page.locator('.dock a').first().tap();
  await page.waitForURL(/search\/index\.html/);
  await page.locator('#q').fill(QUERY);
  await options(page).first().waitFor();
  const low = await options(page).evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 43).length);
  expect(low === 0, `${low} results are lower than 44 px`);
  await page.keyboard.press('Enter');
  await results(page).first().waitFor();
  await page.locator('#facets > details > summary').tap();
  await page.locator('[data-filter=model] summary').tap();
  await page.locator('[data-filter=model] a').first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide <= 0, `the search page is ${wide} px too wide`);
  await context.close();
  return [...problems, ...page.noticed];
}

/** Without script the box leads to the search page, which says so and offers the lists. */
async function unscripted(browser, base) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { problems, expect } = expectations();
  const page = await context.newPage();
  await page.goto(`${base}index.html`);
  await page.locator('#q').fill('E-104');
  await page.locator('.find button').click();
  await page.waitForURL(/search\/index\.html\?q=E-104/);
  for (const list of ['codes', 'models', 'components']) {
    expect((await page.locator(`main a[href$="${list}/index.html"]`).count()) > 0, `no way to the list of ${list}`);
  }
  await context.close();
  return problems;
}

async function barriers(context, base, axe) {
  const problems = [];
  const page = await opened(context, `${base}search/index.html?q=${encodeURIComponent(QUERY)}`);
  await results(page).first().waitFor();
  await page.locator('#q').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type(' ');
  await options(page).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  for (const { id, help, nodes } of violations) problems.push(`${id} (${help}): ${nodes[0].html.slice(0, 160)}`);
  return problems;
}

/** Every check of the search, in one language and from one place. */
export async function checkSearch(browser, check, { site, folder, served, axe }) {
  const places = [['from a folder', pathToFileURL(join(site, folder, 'index.html')).href.replace(/index\.html$/, '')]];
  if (served) places.push(['over http', `${served}${folder}${folder && '/'}`]);
  for (const [how, base] of places) {
    const name = `${folder || 'first language'}, ${how}`;
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await check(`searched by keyboard, ${name}`, () => keyboard(context, base));
    await check(`a word being composed is not searched, ${name}`, () => composing(context, base));
    await check(`address, filters and the way back, ${name}`, () => address(context, base));
    await check(`what was searched is marked where it led, ${name}`, () => marks(context, base));
    await check(`a scanned device narrows the search, ${name}`, () => scanned(context, base));
    await check(`nothing found is met with help, ${name}`, () => empty(context, base));
    await check(`the box says where nothing fits, ${name}`, () => told(context, base));
    await check(`the search has no barrier, ${name}`, () => barriers(context, base, axe));
    await check(`the search fits a phone, ${name}`, () => thumb(browser, base));
    await check(`the box works without script, ${name}`, () => unscripted(browser, base));
    await context.close();
  }
}

export { opened };
