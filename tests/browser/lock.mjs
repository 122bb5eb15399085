// An encrypted site of a customer, as its reader meets it: over http on this machine (where
// browsers compute), over plain http of another name (where `lock-plain.js` does) and from a
// folder. The demo is built anew with one encrypted site; its passphrase is read from the
// command that shows it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';
import { launch } from './chromium.mjs';
import { opened } from './search.mjs';
import { serve } from './serve.mjs';
import { filesBelow } from './site.mjs';

const CUSTOMER = 'C-01';
const QUERY = 'E-104';
const SOLUTION = 'SOL-0042';
const PHONE = { width: 390, height: 844 };
/** A name that leads to this machine and is not trusted as one of it. */
const PLAIN = 'service.test';

/** The demo with one encrypted site; `words` are its secrets. */
function built(program, project) {
  const work = mkdtempSync(join(tmpdir(), 'faultbook-lock.'));
  for (const name of ['faultbook.toml', 'content']) cpSync(join(project, name), join(work, name), { recursive: true });
  const configuration = join(work, 'faultbook.toml');
  const text = readFileSync(configuration, 'utf8');
  writeFileSync(configuration, text.replace('customers = true', `customers = true\nencrypt = ["${CUSTOMER}"]`));
  const run = (...args) => {
    const { status, stdout, stderr } = spawnSync(program, [...args, '--root', work], { encoding: 'utf8', maxBuffer: 1e8 });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const [words] = JSON.parse(run('access', 'add', CUSTOMER, '--json'));
  run('build', '-q', '--audience', CUSTOMER);
  return { work, site: join(work, 'output', 'customers', CUSTOMER), words };
}

/** Types a passphrase into the form of a page. */
async function type(page, word) {
  await page.locator('#word').fill(word);
  await page.locator('#gate button').click();
}

/** Waits until a deciphered page is there. */
const shown = (page) => page.locator('footer button').waitFor();

/** Types into the search of a page once its script listens; a word typed before is heard by nobody. */
async function search(page, word) {
  await page.locator('#q[aria-expanded]').waitFor();
  await page.locator('#q').fill(word);
  await page.locator('#q-list [role=option]').first().waitFor();
}

/** Follows a link to a page of another address. */
async function follow(page, link) {
  const before = page.url();
  await link.click();
  await page.waitForURL((url) => url.href !== before);
  await shown(page);
}

async function right(context, base, { passphrase }, slow) {
  const { problems, expect } = expectations();
  context.setDefaultTimeout(slow);
  const page = await opened(context, `${base}index.html`);
  const away = [];
  context.on('request', (request) => {
    const url = request.url();
    if (/^(blob|data):/.test(url)) return;
    if (!url.startsWith(base)) away.push(url);
    // What a host could write down: no word of the site, no query.
    if (/SIM-|E-104|devices|solutions|\?(?![0-9a-f]{16}$|\d{13}$)/.test(url.slice(base.length))) away.push(`tells its host: ${url}`);
  });
  expect(await page.locator('#word').isVisible(), 'the passphrase is not asked for');
  await type(page, passphrase.toUpperCase().replaceAll('-', ' '));
  await shown(page);
  expect(!(await page.locator('#word').count()), 'the form stays');
  const looks = await page.evaluate(() => getComputedStyle(document.body).marginTop);
  expect(looks === '0px', 'the page opens without its looks');

  // A device, by the links of the pages; then again by the browser's own ways.
  await follow(page, page.locator('.dock a', { hasText: /设备|Devices/ }));
  await follow(page, page.locator('main a:visible', { hasText: 'SIM-' }).first());
  const device = await page.title();
  expect(device.includes('SIM-'), `a device's link leads to ${device}`);
  await page.reload();
  await shown(page);
  expect((await page.title()) === device, 'loaded again the page is another');
  await page.goBack();
  await shown(page);
  expect((await page.title()) !== device, 'the way back leads nowhere');

  // A file for a spreadsheet.
  await page.goto(`${base}index.html`);
  await shown(page);
  await follow(page, page.locator('.dock a', { hasText: /设备|Devices/ }));
  const csv = page.locator('a[data-sealed$=".csv"]:visible').first();
  const [download] = await Promise.all([page.waitForEvent('download'), csv.click()]);
  const text = readFileSync(await download.path(), 'utf8');
  expect(download.suggestedFilename().endsWith('.csv') && text.split('\n').length > 1, `the download is ${download.suggestedFilename()}: ${text.slice(0, 80)}`);

  // The search: typed, found, opened with its words marked, and with the picture of the article.
  await page.goto(`${base}index.html`);
  await shown(page);
  await search(page, QUERY);
  await page.locator('#q').press('Enter');
  await page.locator('#found .res > li').first().waitFor();
  await follow(page, page.locator('#found .res > li', { hasText: SOLUTION }).locator('h3 a').first());
  await page.locator('main mark').first().waitFor();
  await page.locator('main img').first().scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.querySelector('main img').naturalWidth > 1);

  // Forgotten, it is asked for again.
  await page.locator('footer button').click();
  await page.locator('#word').waitFor();
  await page.reload();
  expect(await page.locator('#word').isVisible(), 'a forgotten passphrase still opens');
  return [...problems, ...page.noticed, ...away];
}

async function wrong(context, base, slow) {
  const { problems, expect } = expectations();
  context.setDefaultTimeout(slow);
  const page = await opened(context, `${base}index.html`);
  const before = await page.content();
  for (const word of ['kqmf-xtpa-brsv-wuyz-cdef', 'x']) {
    await type(page, word);
    await page.waitForFunction(() => /renewed/.test(document.getElementById('told').textContent));
    expect(await page.locator('#word').isVisible(), 'the form is gone');
    expect(!/SIM-|E-104/.test(await page.content()) && (await page.title()).length > 0, 'something is shown');
    await page.locator('#told').evaluate((told) => told.replaceChildren());
  }
  const kept = await page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)]);
  expect(kept.length === 0, `a wrong passphrase leaves ${kept} behind`);
  expect(before.includes('gate'), 'there was no form');
  return [...problems, ...page.noticed];
}

/** On the device on request, in another window without asking; gone when forgotten. */
async function device(context, base, { passphrase }, axe) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${base}index.html`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => self.axe.run(document, { resultTypes: ['violations'] }));
  for (const { id, nodes } of violations) problems.push(`${id}: ${nodes[0].html.slice(0, 160)}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(!wide, 'the form is wider than a telephone');
  await page.locator('#keep').check();
  await type(page, passphrase);
  await page.locator('footer button').waitFor();
  const other = await opened(context, `${base}index.html`);
  await other.locator('footer button').waitFor();
  await other.locator('footer button').click();
  await other.locator('#word').waitFor();
  expect(await other.evaluate(() => localStorage.length === 0), 'the key stays on the device');
  return [...problems, ...page.noticed, ...other.noticed];
}

/** Kept on the device it stays encrypted, and its passphrase opens it without signal, too. */
async function kept(context, host, { passphrase }) {
  const { problems, expect } = expectations();
  const page = await opened(context, `${host.address}index.html`);
  await page.locator('#keep').check();
  await type(page, passphrase);
  await shown(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 10000 });
  await follow(page, page.locator('a', { hasText: /离线使用|Use without signal/ }).first());
  await page.locator('#take').click();
  await page.locator('#yes').click();
  await page.locator('#drop').waitFor({ timeout: 60000 });
  host.down = true;
  await context.setOffline(true);
  const other = await context.newPage();
  await other.goto(`${host.address}index.html`);
  await shown(other);
  await follow(other, other.locator('.dock a', { hasText: /设备|Devices/ }));
  await follow(other, other.locator('main a:visible', { hasText: 'SIM-' }).first());
  expect((await other.title()).includes('SIM-'), 'a device does not open without signal');
  await other.goto(`${host.address}index.html`);
  await shown(other);
  await search(other, QUERY);
  await other.locator('footer button').click();
  await other.locator('#word').waitFor();
  await type(other, 'kqmf-xtpa-brsv-wuyz-cdef');
  await other.waitForFunction(() => /renewed/.test(document.getElementById('told').textContent));
  return [...problems, ...page.noticed];
}

/** A page that was exchanged for another of the site, or of which a byte was changed, is not shown. */
async function exchanged(context, host, site, { passphrase }) {
  const { problems, expect } = expectations();
  const folders = readdirSync(site).filter((name) => /^[0-9a-f]{32}$/.test(name) && existsSync(join(site, name, 'index.html')));
  const [one, other] = folders;
  const own = readFileSync(join(site, one, 'sealed.js'), 'utf8');
  const theirs = readFileSync(join(site, other, 'sealed.js'), 'utf8');
  const page = await opened(context, `${host.address}index.html`);
  await type(page, passphrase);
  await page.locator('footer button').waitFor();
  for (const text of [theirs.replaceAll(other, one), own.replace(/.(.{60}";\s*)$/, (all, rest) => `${all[0] === 'A' ? 'B' : 'A'}${rest}`)]) {
    expect(text !== own, 'nothing was changed');
    writeFileSync(join(site, one, 'sealed.js'), text);
    await page.goto(`${host.address}${one}/index.html?${Math.random()}`);
    await page.waitForFunction(() => /damaged/.test(document.getElementById('told')?.textContent));
    expect(!(await page.locator('footer').count()), 'a changed page is shown');
  }
  writeFileSync(join(site, one, 'sealed.js'), own);
  await page.close();
  return problems;
}

/** No name, id, address or word of the plain site stands in a file of the sealed one. */
function silent(site, plain) {
  const needles = new Set([CUSTOMER]);
  for (const path of filesBelow(plain)) {
    const name = relative(plain, path);
    if (name.startsWith('assets') || name === 'sw.js') continue;
    for (const part of name.split('/').slice(0, -1)) if (/[A-Z\d-]{4,}|[\u4e00-\u9fff]/.test(part)) needles.add(part);
    if (!name.endsWith('.html')) continue;
    const html = readFileSync(path, 'utf8');
    for (const [, words] of html.matchAll(/<(?:h1|h2|title)[^>]*>([^<]{6,})</g)) needles.add(words.trim());
  }
  const problems = [];
  const theme = (name) => name.startsWith('assets/') || name === 'sw.js';
  for (const path of filesBelow(site)) {
    const name = relative(site, path);
    if (theme(name)) continue;
    const text = `${name}\n${readFileSync(path, 'latin1')}\n${readFileSync(path, 'utf8')}`;
    for (const needle of needles) {
      // Four signs of base64 are met by chance; a longer needle is not.
      if (needle.length >= 5 && text.includes(needle)) problems.push(`${name} holds ${needle}`);
    }
  }
  console.log(`    ${needles.size} names, ids and titles searched for`);
  if (needles.size < 100) problems.push('there was too little to search for');
  return problems;
}

export async function checkLock(browser, check, { program, project, output, axe }) {
  const { work, site, words } = built(program, project);
  try {
    await check('an encrypted site says nothing of what is in it', () => silent(site, join(output, 'customers', CUSTOMER)));
    const host = await serve(site);
    const plain = await launch([`--host-resolver-rules=MAP ${PLAIN} 127.0.0.1`]);
    const folder = `${pathToFileURL(site).href}/`;
    const places = [
      ['over http on this machine', browser, host.address, 15000],
      ['from a folder', browser, folder, 15000],
      ['over plain http, without Web Crypto', plain, host.address.replace('localhost', PLAIN), 60000],
    ];
    for (const [where, by, base, slow] of places) {
      const within = async (run) => {
        const context = await by.newContext({ viewport: PHONE, acceptDownloads: true, locale: 'en' });
        try { return await run(context); } finally { await context.close(); }
      };
      await check(`the right passphrase opens an encrypted site ${where}`, () => within((context) => right(context, base, words, slow)));
      await check(`a wrong passphrase opens nothing ${where}`, () => within((context) => wrong(context, base, slow)));
    }
    const context = await browser.newContext({ viewport: PHONE });
    await check('a passphrase is remembered on the device where that is asked for, and forgotten', () => device(context, host.address, words, axe));
    await context.close();
    const away = await browser.newContext({ viewport: PHONE });
    await check('an encrypted site that is kept on the device opens without signal', () => kept(away, host, words).finally(() => { host.down = false; }));
    await away.close();
    const last = await browser.newContext({ viewport: PHONE, serviceWorkers: 'block' });
    await check('a page that was exchanged or changed on its way is not shown', () => exchanged(last, host, site, words));
    await last.close();
    await plain.close();
    await host.close();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
