// Codes that a phone's camera reads: the address of a page on its print-out, and labels
// that lead to the search with the device in mind. Each is read back from its pixels by a
// reader that knows nothing of how it was drawn.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';
import { opened } from './search.mjs';
import { filesBelow, here } from './site.mjs';

/** A customer's site of the demo, whose address is known; the internal one's is not. */
const CUSTOMER = 'C-01';
const published = (customer) => `https://service.tuolan.example/${customer}/`;
/** Another one, whose devices have Chinese letters in their ids. */
const OTHER = 'C-11';
const MILLIMETRE = 96 / 25.4;
const SHEETS = { s24: [24, 3], s14: [14, 2], s40: [40, 4] };

const at = (root, path) => pathToFileURL(join(root, path)).href;

/** What a picture's code says. */
async function reader(context) {
  const page = await context.newPage();
  await page.addScriptTag({ path: join(here, 'node_modules', 'jsqr', 'dist', 'jsQR.js') });
  return (png) => page.evaluate(async (src) => {
    const image = Object.assign(new Image(), { src });
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const paint = canvas.getContext('2d');
    paint.drawImage(image, 0, 0);
    const { data } = paint.getImageData(0, 0, image.width, image.height);
    return self.jsQR(data, image.width, image.height)?.data ?? null;
  }, `data:image/png;base64,${png.toString('base64')}`);
}

/** The first page of each kind that a print-out is made of. */
const printed = (root) => ['devices', 'solutions', 'faults', 'reports'].map((kind) =>
  filesBelow(join(root, kind)).find((path) => new RegExp(`${kind}/[^/]+/index\\.html$`).test(path)
    && readFileSync(path, 'utf8').includes('class="tb"'))).filter(Boolean);

async function ofPages(context, root) {
  const { problems, expect } = expectations();
  const read = await reader(context);
  const pages = printed(root);
  expect(pages.length === 4, `not every kind of page is there: ${pages}`);
  for (const path of pages) {
    const page = await opened(context, pathToFileURL(path).href);
    const address = new URL(path.slice(root.length + 1).split('/').map(encodeURIComponent).join('/'), published(CUSTOMER)).href;
    const code = page.locator('.tb .qr');
    const onScreen = path.includes('/devices/');
    expect((await code.isVisible()) === onScreen, `${path}: the code is ${onScreen ? 'not ' : ''}on the screen`);
    await page.emulateMedia({ media: 'print' });
    const said = await read(await code.screenshot());
    expect(said === address, `the code says ${said} instead of ${address}`);
    expect((await page.locator('main').innerText()).includes(address), 'the address does not stand in letters');
    const dark = await code.locator('path').nth(1).evaluate((drawing) => drawing.getBoundingClientRect().width);
    expect(dark >= 25 * MILLIMETRE, `the code is ${dark / MILLIMETRE} mm wide on paper`);
    problems.push(...page.noticed);
    await page.close();
  }
  const dark = await opened(context, pathToFileURL(pages[0]).href);
  await dark.emulateMedia({ colorScheme: 'dark' });
  expect((await read(await dark.locator('.tb .qr').screenshot())) !== null, 'in the dark scheme the code is not read');
  return problems;
}

async function ofLabels(context, output, customer, folder) {
  const { problems, expect } = expectations();
  const read = await reader(context);
  const root = join(output, 'customers', customer);
  const page = await opened(context, at(root, join(folder, 'devices/index.html')));
  await page.locator('main .chips a[href*="labels/index.html"]').click();
  const { devices } = JSON.parse(readFileSync(join(root, 'data/site.json'))).counts;
  const labels = page.locator('.labels li');
  expect((await labels.count()) === devices, `${await labels.count()} labels of ${devices} devices`);
  const language = folder && `${folder}/`;
  for (let n = 0; n < devices; n += 1) {
    await page.locator(`#${Object.keys(SHEETS)[n % 3]}`).check();
    const label = labels.nth(n);
    const id = await label.locator('b').innerText();
    const said = await read(await label.screenshot());
    expect(said === `${published(customer)}${language}search/index.html?device=${encodeURIComponent(id)}`, `the label of ${id} says ${said}`);
  }
  // The code's own way, in the folder: the search with the device in mind.
  const id = await labels.first().locator('b').innerText();
  await page.goto(at(root, join(language, `search/index.html`)) + `?device=${encodeURIComponent(id)}`);
  await page.locator('.chips').first().getByText(id).waitFor();
  await page.locator(`#found a[href*="devices/"]`).first().waitFor();
  return [...problems, ...page.noticed];
}

/** Sheets of each size: as many as the labels fill, each label in its place to a tenth of
    a millimetre. */
async function onSheets(context, root) {
  const { problems, expect } = expectations();
  for (const [size, [a, columns]] of Object.entries(SHEETS)) {
    const page = await opened(context, at(root, 'labels/index.html'));
    await page.locator(`#${size}`).check();
    // Enough labels for a full sheet and one more.
    await page.evaluate((n) => {
      const list = document.querySelector('.labels');
      while (list.children.length < n) list.append(list.firstElementChild.cloneNode(true));
      while (list.children.length > n) list.lastElementChild.remove();
    }, 2 * a);
    const pages = async () => (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;
    expect((await pages()) === 2, `${2 * a} labels (${size}) take ${await pages()} sheets instead of 2`);
    await page.evaluate(() => document.querySelector('.labels').append(document.querySelector('.labels').firstElementChild.cloneNode(true)));
    expect((await pages()) === 3, `one more takes ${await pages()} sheets instead of 3`);
    await page.setViewportSize({ width: 794, height: 1123 });
    await page.emulateMedia({ media: 'print' });
    const width = await page.locator('.labels li').first().evaluate((label) => label.getBoundingClientRect().width);
    const right = await page.locator('.labels li').nth(columns - 1).evaluate((label) => label.getBoundingClientRect().right);
    const wanted = { s24: 70, s14: 99.1, s40: 52.5 }[size];
    expect(Math.abs(width / MILLIMETRE - wanted) < 0.1, `a label (${size}) is ${width / MILLIMETRE} mm wide`);
    expect(right / MILLIMETRE <= 210.1, `a row (${size}) is ${right / MILLIMETRE} mm wide`);
    problems.push(...page.noticed);
    await page.close();
  }
  return problems;
}

/** On a phone the labels are looked through sideways, by thumb and by keyboard. */
async function onPhone(browser, root, axe) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const { problems, expect } = expectations();
  const page = await opened(context, at(root, 'labels/index.html'));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide <= 0, `the labels page is ${wide} px too wide`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'], preload: false }));
  for (const { id, help, nodes } of violations) problems.push(`${id} (${help}): ${nodes[0].html.slice(0, 160)}`);
  await context.close();
  return [...problems, ...page.noticed];
}

/** Whose address is not known is told how to set it, on the labels page alone; the public
    gets no labels. */
async function without(context, output) {
  const { problems, expect } = expectations();
  const page = await opened(context, at(join(output, 'internal'), 'labels/index.html'));
  expect((await page.locator('main').innerText()).includes('base_url'), 'how the address is set is not told');
  await page.goto(at(join(output, 'internal'), 'devices/SIM-007/index.html'));
  expect((await page.locator('.qr').count()) === 0, 'a code without an address');
  expect(!existsSync(join(output, 'public', 'labels')), 'the public site has labels');
  return [...problems, ...page.noticed];
}

/** Every check of the codes. */
export async function checkCodes(browser, check, { output, axe }) {
  const root = join(output, 'customers', CUSTOMER);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 2 });
  await check('the code of a print-out leads to its page', () => ofPages(context, root));
  for (const [customer, folder] of [[CUSTOMER, 'en'], [OTHER, '']]) {
    await check(`a label leads to the search for its device, ${folder || 'first language'}`, () => ofLabels(context, output, customer, folder));
  }
  await check('labels fill sheets exactly', () => onSheets(context, root));
  await check('labels are looked through on a phone', () => onPhone(browser, root, axe));
  await check('without an address there is no code, and the labels page says why', () => without(context, output));
  await context.close();
}
