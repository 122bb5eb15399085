// Tick boxes of an article: kept in this browser until one starts afresh, of one page
// alone, in reach of a thumb, empty on paper, and no loss where storage is refused.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';
import { opened } from './search.mjs';

const ARTICLE = 'solutions/SOL-0042/index.html';
const OTHER = 'solutions/SOL-0011/index.html';
const boxes = (page) => page.locator('.tick input');
const ticked = (page) => boxes(page).evaluateAll((all) => all.map((box) => box.checked).join());

async function kept(context, base) {
  const { problems, expect } = expectations();
  const page = await opened(context, base + ARTICLE);
  await boxes(page).first().waitFor();
  const steps = await page.locator('.fix > ol').first().locator(':scope > li').count();
  expect(steps >= 5 && (await page.locator('.fix > ol').first().locator('.tick').count()) === steps, `${steps} steps without their boxes`);
  expect((await page.locator('.bring .tick').count()) >= 3, 'what to bring has no boxes');
  await page.locator('.fix .tick').nth(1).click();
  await page.locator('.bring .tick input').first().focus();
  await page.keyboard.press('Space');
  const chosen = await ticked(page);
  expect(chosen.split('true').length === 3, `two were ticked: ${chosen}`);
  const struck = await page.locator('.ticked').first().evaluate((item) => getComputedStyle(item).textDecorationLine);
  expect(struck === 'line-through', 'what is ticked is not struck');
  await page.reload();
  await page.locator('.ticked').first().waitFor();
  expect((await ticked(page)) === chosen, 'after a reload other boxes are ticked');
  const told = await page.locator('.fix [role=status]').first().innerText();
  expect(/1\D+\d+/.test(told), `how many are done is not told: ${told}`);
  const other = await opened(context, base + OTHER);
  await boxes(other).first().waitFor();
  expect(!(await ticked(other)).includes('true'), 'ticks of one page show on another');
  await page.locator('.fix button').first().click();
  expect(!(await ticked(page)).includes('true'), 'starting afresh leaves ticks');
  await page.reload();
  await boxes(page).first().waitFor();
  expect(!(await ticked(page)).includes('true'), 'starting afresh is forgotten');
  return [...problems, ...page.noticed, ...other.noticed];
}

/** A browser that refuses storage ticks all the same, and says that it keeps nothing. */
async function refused(browser, base) {
  const { problems, expect } = expectations();
  const context = await browser.newContext();
  const page = await opened(context);
  await page.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }));
  await page.goto(base + ARTICLE);
  await boxes(page).first().check();
  expect((await ticked(page)).startsWith('true'), 'without storage nothing can be ticked');
  const words = await page.evaluate(() => self.faultbook.words['ticks.not_kept'].split('{all}')[1]);
  expect((await page.locator('main').innerText()).includes(words), 'that nothing is kept is not told');
  await context.close();
  return [...problems, ...page.noticed];
}

async function thumbAndPaper(browser, base, axe) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const { problems, expect } = expectations();
  const page = await opened(context, base + ARTICLE);
  await boxes(page).first().waitFor();
  const places = await page.locator('.tick').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
  expect(places.every(({ width, height }) => width >= 43 && height >= 43), 'a box is too small for a thumb');
  expect(places.every(({ right, left }) => left > 300 && right <= 390), 'a box is not at the right');
  await boxes(page).nth(1).tap();
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'], preload: false }));
  for (const { id, help, nodes } of violations.filter(({ impact }) => /serious|critical/.test(impact))) problems.push(`${id} (${help}): ${nodes[0].html.slice(0, 160)}`);
  await page.emulateMedia({ media: 'print' });
  const paper = await page.locator('.fix > ol > li').nth(1).evaluate((item) => {
    const box = getComputedStyle(item, '::after');
    return [box.borderTopWidth !== '0px', parseFloat(box.width) > 10, getComputedStyle(item).textDecorationLine === 'none', getComputedStyle(item.querySelector('.tick')).display === 'none'];
  });
  expect(paper.every(Boolean), `paper has no empty boxes: ${paper}`);
  await context.close();
  return [...problems, ...page.noticed];
}

/** Every check of the tick boxes, in one language, from a folder and over http. */
export async function checkTicks(browser, check, { site, folder, served, axe }) {
  const name = folder || 'first language';
  const base = pathToFileURL(join(site, folder, 'index.html')).href.replace(/index\.html$/, '');
  for (const [how, place] of [['from a folder', base], ...(served ? [['over http', `${served}${folder}${folder && '/'}`]] : [])]) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await check(`ticks stay until one starts afresh, ${name}, ${how}`, () => kept(context, place));
    await context.close();
  }
  await check(`ticks work where storage is refused, ${name}`, () => refused(browser, base));
  await check(`ticks serve a thumb and paper, ${name}`, () => thumbAndPaper(browser, base, axe));
}
