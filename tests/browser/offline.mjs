// Use without signal: what a browser keeps over http on this machine (which browsers
// treat as they treat https), a newer edition, a publication half done, and refusals.
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';
import { opened } from './search.mjs';
import { serve } from './serve.mjs';

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** Lets the pages of a site ask for the theme's files by another edition. */
function renew(site) {
  for (const path of readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html'))) {
    const page = readFileSync(join(site, path), 'utf8');
    writeFileSync(join(site, path), page.replaceAll(/(assets\/[\w.-]+\?)[0-9a-f]{16}/g, '$1fedcba9876543210'));
  }
}

/** A later edition of a site: some files end differently, and the list says so. */
function publish(site, edits) {
  const later = mkdtempSync(join(tmpdir(), 'faultbook-later-'));
  cpSync(site, later, { recursive: true });
  const list = JSON.parse(readFileSync(join(later, 'offline.json')));
  for (const [path, words] of Object.entries(edits)) appendFileSync(join(later, path), words);
  // As a build does: where a file of the theme changes, every page asks for it anew.
  if (Object.keys(edits).some((path) => path.startsWith('assets/'))) renew(later);
  list.parts = list.parts.map(([first, hash]) => {
    const rows = JSON.parse(readFileSync(join(later, `offline/${hash}.json`))).map(([path, old, size]) => {
      const bytes = readFileSync(join(later, path));
      return size === bytes.length && hashOf(bytes) === old ? [path, old, size] : [path, hashOf(bytes), bytes.length];
    });
    const text = JSON.stringify(rows);
    writeFileSync(join(later, `offline/${hashOf(text)}.json`), text);
    return [first, hashOf(text)];
  });
  list.shell = list.shell.map(([path]) => [path, hashOf(readFileSync(join(later, path)))]);
  list.version = hashOf(JSON.stringify(list.parts));
  writeFileSync(join(later, 'offline.json'), JSON.stringify(list));
  return later;
}

/** Opens a page of a host and waits until the browser's worker answers for it. */
async function kept(context, address) {
  const page = await opened(context, address);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 10000 });
  return page;
}

/** Takes the whole site and waits until it is there. */
async function takeAll(context, host) {
  const page = await kept(context, `${host.address}offline/index.html`);
  await page.locator('#take').click();
  await page.locator('#yes').waitFor();
  const asked = await page.locator('#ask').innerText();
  await page.locator('#yes').click();
  await page.locator('#drop').waitFor({ timeout: 60000 });
  return { page, asked };
}

async function whole(browser, site) {
  const { problems, expect } = expectations();
  const host = await serve(site);
  const context = await browser.newContext();
  const { page, asked } = await takeAll(context, host);
  const list = JSON.parse(readFileSync(join(site, 'offline.json')));
  const told = Number(asked.match(/([\d.]+) MB/)?.[1]) * 1e6;
  expect(told > 0.95 * list.bytes && told < 1.01 * list.bytes, `asked without the size: ${asked}`);
  host.down = true;
  await context.setOffline(true);
  for (const path of ['solutions/SOL-0042/index.html', 'en/devices/SIM-007/index.html', 'reports/index.html', '']) {
    await page.goto(host.address + path, { waitUntil: 'load' });
    const looks = await page.evaluate(() => getComputedStyle(document.body).marginTop === '0px' && document.querySelector('main').innerText.length > 80);
    expect(looks, `${path || 'the first page'} does not open without signal`);
  }
  const data = await page.evaluate(() => fetch('data/site.json').then((answer) => answer.json()).then(({ counts }) => counts.devices));
  expect(data > 0, 'the data files are not there without signal');
  await page.goto(`${host.address}search/index.html?q=${encodeURIComponent('黑屏')}`);
  await page.locator('#found .res > li').first().waitFor({ timeout: 5000 });
  await page.goto(`${host.address}no/such/page.html`);
  expect((await page.locator('#missing').innerText()).includes('no/such/page.html'), 'a page that is not there is not named');
  await context.close();
  await host.close();
  return [...problems, ...page.noticed.filter((words) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(words))];
}

async function newer(browser, site) {
  const { problems, expect } = expectations();
  const later = publish(site, { 'index.html': '<!-- later -->', 'assets/faultbook.css': '\nbody{outline-color:#010203}' });
  const host = await serve(site);
  const context = await browser.newContext();
  await takeAll(context, host);
  host.folder = later;
  const page = await opened(context, `${host.address}index.html`);
  const told = page.locator('.notice');
  await told.waitFor();
  const inks = () => page.evaluate(() => [
    document.documentElement.outerHTML.includes('<!-- later -->') || [...document.childNodes].some((node) => node.data === ' later '),
    getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)',
  ]);
  expect(String(await inks()) === 'false,false', `before it is taken the newer edition shows through: ${await inks()}`);
  host.asked.length = 0;
  await Promise.all([page.waitForEvent('load'), told.locator('button').first().click()]);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineColor === 'rgb(1, 2, 3)');
  expect(String(await inks()) === 'true,true', `after it is taken the editions are mixed: ${await inks()}`);
  const loaded = new Set(host.asked.filter((path) => !path.startsWith('/offline')));
  for (const path of ['/index.html', '/assets/faultbook.css']) expect(loaded.has(path), `${path} was not loaded`);
  // Every page names the edition of the theme; these files do not.
  for (const path of ['/data/site.json', '/assets/figures.css', '/assets/site.js']) {
    expect(!loaded.has(path), `${path} has not changed and is loaded again`);
  }
  host.down = true;
  await context.setOffline(true);
  await page.goto(`${host.address}devices/index.html`);
  expect((await inks())[1], 'without signal the former looks come back');
  await context.close();
  await host.close();
  rmSync(later, { recursive: true });
  return problems;
}

/** Only what was opened is kept unasked; a newer page brings its own looks, never the former ones. */
async function unasked(browser, site) {
  const { problems, expect } = expectations();
  const looks = '\nbody{outline-color:#010203}';
  const later = publish(site, { 'devices/index.html': '<!-- later -->', 'assets/faultbook.css': looks, 'assets/search.js': '\nself.later = true;' });
  const host = await serve(site);
  const context = await browser.newContext();
  const page = await kept(context, `${host.address}index.html`);
  await page.goto(`${host.address}devices/index.html`);
  await page.goto(`${host.address}solutions/index.html`);
  const ink = () => page.evaluate(() => getComputedStyle(document.body).outlineColor);
  const before = await ink();
  host.down = true;
  await page.goto(`${host.address}devices/index.html`);
  expect((await page.locator('main h1').count()) > 0, 'a page opened before is not kept');
  await page.goto(`${host.address}codes/index.html`);
  expect((await page.locator('#missing').innerText()).includes('codes/index.html'), 'a page never opened is not named');
  host.down = false;
  const former = await opened(context, `${host.address}models/index.html`);
  host.folder = later;
  const newPage = () => page.evaluate(() => [...document.childNodes].some((node) => node.data === ' later '));
  for (let tries = 0; tries < 5; tries += 1) {
    await page.goto(`${host.address}devices/index.html`);
    const [text, looks] = [await newPage(), (await ink()) === 'rgb(1, 2, 3)'];
    expect(text === looks, text ? 'a newer page comes with the former looks' : 'a former page comes with newer looks');
    if (text) break;
  }
  expect(await newPage(), 'where there is signal the newer page is not shown');
  // The window that still shows the former edition gets no script of the newer one.
  await former.locator('#q').focus();
  await former.locator('.notice').waitFor({ timeout: 5000 }).catch(() => problems.push('a window of the former edition is not told'));
  expect(!(await former.evaluate(() => self.later)), 'a page of the former edition runs a script of the newer one');
  // Half a publication: the page is new, the list is not, so its files come from the host alone.
  const half = publish(site, {});
  cpSync(join(later, 'assets'), join(half, 'assets'), { recursive: true });
  renew(half);
  appendFileSync(join(half, 'solutions/index.html'), '<!-- half -->');
  const other = await browser.newContext();
  host.folder = site;
  const second = await kept(other, `${host.address}index.html`);
  host.folder = half;
  await second.goto(`${host.address}solutions/index.html`);
  expect((await second.evaluate(() => getComputedStyle(document.body).outlineColor)) === 'rgb(1, 2, 3)', 'half a publication is dressed in the former looks');
  expect(before !== 'rgb(1, 2, 3)', 'the check itself sees no difference');
  await context.close();
  await other.close();
  await host.close();
  for (const folder of [later, half]) rmSync(folder, { recursive: true });
  return problems;
}

/** What the host has changed on the way is not kept, and that is said; a stop can be gone on from. */
async function wrong(browser, site) {
  const { problems, expect } = expectations();
  const changed = mkdtempSync(join(tmpdir(), 'faultbook-changed-'));
  cpSync(site, changed, { recursive: true });
  appendFileSync(join(changed, 'codes/index.html'), '<!-- a host adds this -->');
  const host = await serve(changed);
  const context = await browser.newContext();
  const page = await kept(context, `${host.address}offline/index.html`);
  await page.locator('#take').click();
  await page.locator('#yes').click();
  await page.waitForFunction(() => document.querySelector('#state').innerText.includes('codes/index.html'), null, { timeout: 60000 });
  await page.reload();
  await page.waitForFunction(() => document.querySelector('#state').innerText !== '');
  const said = await page.locator('#state').innerText();
  const none = await page.evaluate(() => [faultbook.words['offline.state_none'], faultbook.words['offline.state_part']]);
  expect(said === none[1], `half a site is said to be: ${said}`);
  host.folder = site;
  host.asked.length = 0;
  await page.locator('#take').click();
  await page.locator('#yes').click();
  await page.waitForFunction(async () => (await (await caches.match(new URL('../.copy/state', location.href)))?.json())?.whole, null, { timeout: 60000 });
  const again = host.asked.filter((path) => !path.startsWith('/offline')).length;
  const all = JSON.parse(readFileSync(join(site, 'offline.json'))).files;
  expect(again < all / 2 || again < 20, `${again} of ${all} files are loaded again after a stop`);
  await page.locator('#drop').click();
  await page.locator('#take').waitFor();
  expect((await page.evaluate(async () => (await (await caches.open((await caches.keys())[0])).keys()).length)) < 60, 'the files stay after the copy was removed');
  expect(!(await page.locator('#drop').isVisible()), 'the copy cannot be removed');
  await context.close();
  await host.close();
  rmSync(changed, { recursive: true });
  return problems;
}

/** From a folder and over plain http the button says why, and where the other way is. */
async function refusals(browser, site) {
  const { problems, expect } = expectations();
  const context = await browser.newContext();
  const page = await opened(context, pathToFileURL(join(site, 'en/offline/index.html')).href);
  await page.locator('#take').click();
  expect((await page.locator('#state').innerText()).includes('opened from a folder'), 'from a folder no reason is given');
  expect((await page.locator('#bundle').count()) === 1, 'the other way is not there');
  const host = await serve(site);
  const plain = await opened(context);
  // A name that is no localhost: plain http is then no secure place.
  await plain.route('http://machines.example/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ path: join(site, pathname), contentType: { js: 'text/javascript', css: 'text/css', html: 'text/html' }[pathname.split('.').pop()] });
  });
  await plain.goto('http://machines.example/en/offline/index.html');
  await plain.locator('#take').click();
  expect((await plain.locator('#state').innerText()).includes('came over http'), 'over http no reason is given');
  await context.close();
  await host.close();
  return [...problems, ...page.noticed, ...plain.noticed];
}

/** Every check of use without signal. */
export async function checkOffline(browser, check, { site }) {
  await check('the whole site opens without signal', () => whole(browser, site));
  await check('a newer edition is offered and never mixed with the former', () => newer(browser, site));
  await check('what was opened is kept, and a newer page never wears former looks', () => unasked(browser, site));
  await check('a file that is not what the list says is refused; a stop is gone on from', () => wrong(browser, site));
  await check('where a site cannot be kept, the button says why', () => refusals(browser, site));
}
