// The search page in Firefox, driven by WebDriver BiDi, over http and from a folder: it
// answers, and nothing is said on the console. FIREFOX names another one.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectations } from '../browser/checks.mjs';

const PLACES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
/** The browser's program, or null. */
export const firefox = () => process.env.FIREFOX ?? PLACES.find((path) => existsSync(path)) ?? null;

/** Puts a query into the box and waits for what stands there. */
async function typed(page, query) {
  await page.evaluate(() => {
    const box = document.getElementById('q');
    box.value = '';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
  });
  await page.waitForFunction(() => !document.getElementById('found').children.length);
  await page.type('#q', query);
  await page.waitForFunction(
    (q) => new URL(location.href).searchParams.get('q') === q && document.getElementById('found').children.length,
    { timeout: 20_000 },
    query,
  );
  return page.$eval('#found', (found) => ({
    ids: [...found.querySelectorAll('.res > li .k .id')].map((a) => a.textContent),
    said: document.getElementById('said').innerText,
  }));
}

async function answers(page, base, queries) {
  const { problems, expect } = expectations();
  const noticed = [];
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && noticed.push(message.text()));
  page.on('pageerror', (error) => noticed.push(String(error)));
  page.on('requestfailed', (request) => noticed.push(`could not load ${request.url()}`));
  await page.goto(`${base}search/index.html`, { waitUntil: 'load' });
  for (const { q, cat, right } of queries) {
    const { ids, said } = await typed(page, q);
    expect(ids.length > 0, `${cat}, “${q}”: nothing stands on the page`);
    expect(right.has(ids[0]), `${cat}, “${q}”: ${ids[0]} stands first and does not belong there`);
    expect(/\d/.test(said), `${cat}, “${q}”: the page does not say how many it found`);
  }
  return [...problems, ...noticed];
}

/** Every query in one page, once over http and once from the folder. */
export async function checkFirefox(puppeteer, run, { program, served, folder, queries }) {
  const profile = mkdtempSync(join(tmpdir(), 'faultbook-firefox.'));
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: program,
    headless: true,
    userDataDir: profile,
  });
  const name = await browser.version();
  for (const [how, base] of [
    ['over http', served],
    ['from a folder', folder],
  ]) {
    await run.check(`${name} answers ${queries.map(({ q }) => q).join(', ')} ${how}`, async () =>
      answers(await browser.newPage(), base, queries),
    );
  }
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
