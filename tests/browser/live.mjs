// The pages of `faultbook serve` in a browser: a page loads again after an edit and stays
// where it was; what stands in the way lies over it, can be read, closed and goes when it is
// mended; nothing breaks the policy of the page.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expectations } from './checks.mjs';
import { opened } from './search.mjs';

const PHONE = { width: 390, height: 844 };
const PAGE = 'internal/faults/FR-2026-001/index.html';

/** The example project of a language, served at a free port. */
async function served(program, lang) {
  const work = mkdtempSync(join(tmpdir(), 'faultbook-live.'));
  const made = spawnSync(program, ['init', work, '--lang', lang], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const child = spawn(program, ['serve', '--root', work, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const base = await new Promise((done, failed) => {
    let address;
    lines.on('line', (line) => {
      const event = JSON.parse(line);
      if (event.event === 'listens') [address] = event.addresses;
      if (event.event === 'rebuilt') done(address);
    });
    child.on('exit', (code) => failed(new Error(`the server ended with ${code}`)));
  });
  const end = () => { child.kill(); rmSync(work, { recursive: true, force: true }); };
  return { work, base, end };
}

/** Changes a file as editors do: written beside and renamed over it. */
function edit(work, path, change) {
  const file = join(work, path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} has nothing to change`);
  writeFileSync(`${file}~`, after);
  renameSync(`${file}~`, file);
}

const panel = (page) => page.locator('#faultbook-serve .panel');

async function reloads({ work, base }, context) {
  const { problems, expect } = expectations();
  const page = await opened(context, base + PAGE);
  await page.evaluate(() => { document.body.style.minHeight = '6000px'; });
  await page.evaluate(() => scrollTo(0, 300));
  const before = await page.evaluate(() => scrollY);
  edit(work, 'content/faults/FR-2026-001.md', (text) => text.replace('## ', '<!-- seen -->\n\nA word that was not there.\n\n## '));
  await page.getByText('A word that was not there.').first().waitFor({ timeout: 20000 });
  await page.waitForFunction((y) => Math.abs(scrollY - y) < 2, before, { timeout: 5000 }).catch(() => {});
  const after = await page.evaluate(() => scrollY);
  expect(before > 100 && Math.abs(after - before) < 2, `the page stood at ${before} and stands at ${after}`);
  expect((await panel(page).count()) === 0, 'something lies over a page with which nothing is wrong');
  problems.push(...page.noticed);
  return problems;
}

async function overlaid({ work, base }, context, { axe, failed, button }) {
  const { problems, expect } = expectations();
  const page = await opened(context, base + PAGE);
  const heading = await page.locator('main h1').first().innerText();
  await page.locator('a[href]').first().focus();
  edit(work, 'faultbook.toml', (text) => text.replace(/^title/m, 'titel'));
  await panel(page).waitFor({ timeout: 20000 });
  const text = await panel(page).innerText();
  for (const words of [failed, 'FB0103', 'faultbook.toml:', 'titel', 'did you mean `title`', '[site]']) {
    expect(text.includes(words), `the overlay does not say ${words}: ${text}`);
  }
  expect((await panel(page).locator('mark').innerText()) === 'titel', 'the place is not marked');
  expect((await panel(page).getAttribute('role')) === 'alertdialog', 'it is no alertdialog');
  const focused = () => page.evaluate(() => document.activeElement?.id === 'faultbook-serve');
  expect(await focused(), 'the keyboard does not lead into it');
  expect((await page.locator('main h1').first().innerText()) === heading, 'the last good page is gone');
  problems.push(...page.noticed.splice(0));
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({ include: [['#faultbook-serve', '.panel']] }));
  page.noticed.length = 0; // axe brings a style of its own, which the policy refuses
  for (const violation of found.violations) problems.push(`axe: ${violation.id} ${violation.nodes[0].failureSummary}`);
  expect((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, 'the page is wider than the phone');
  // Closed by the keyboard, it stays closed until something else is wrong.
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'detached', timeout: 5000 });
  expect(!(await focused()), 'the keyboard is left in nothing');
  await page.reload({ waitUntil: 'load' });
  edit(work, 'faultbook.toml', (text) => text.replace(/^titel/m, 'tittel'));
  await panel(page).waitFor({ timeout: 20000 });
  expect((await panel(page).innerText()).includes('tittel'), 'it shows what was wrong before');
  await panel(page).getByRole('button', { name: button }).click();
  await panel(page).waitFor({ state: 'detached', timeout: 5000 });
  // And it goes by itself when all is well.
  edit(work, 'faultbook.toml', (text) => text.replace(/^tittel/m, 'tittle'));
  await panel(page).waitFor({ timeout: 20000 });
  edit(work, 'faultbook.toml', (text) => text.replace(/^tittle/m, 'title'));
  await panel(page).waitFor({ state: 'detached', timeout: 20000 });
  problems.push(...page.noticed);
  return problems;
}

/** A page that goes away says so, and comes back by itself. */
async function comesBack({ work, base }, context) {
  const { problems, expect } = expectations();
  const page = await opened(context, base + PAGE);
  const heading = await page.locator('main h1').first().innerText();
  edit(work, 'content/faults/FR-2026-001.md', (text) => text.replace('kind:', 'kind: ['));
  await panel(page).waitFor({ timeout: 20000 });
  expect((await panel(page).innerText()).includes('FB0601'), 'it does not say why the page is gone');
  edit(work, 'content/faults/FR-2026-001.md', (text) => text.replace('kind: [', 'kind:'));
  await page.locator('main h1').filter({ hasText: heading }).waitFor({ timeout: 20000 });
  // The browser itself reports the page that was not there.
  problems.push(...page.noticed.filter((words) => !words.includes('404')));
  return problems;
}

/** A script of another page cannot read what is served here. */
async function foreign({ base }, context) {
  const { problems, expect } = expectations();
  const page = await context.newPage();
  await page.goto(base.replace('127.0.0.1', 'localhost'));
  const other = `${base}internal/data/site.json`;
  const read = await page.evaluate((url) => fetch(url).then((answer) => answer.text(), () => null), other);
  expect(read === null, 'a page of another origin reads a data file');
  return problems;
}

export async function checkLive(browser, check, { program, axe }) {
  const languages = [
    { lang: 'en', failed: 'The site cannot be rebuilt', button: 'Close (Esc)' },
    { lang: 'zh', failed: '网站无法重新生成', button: '关闭（Esc）' },
  ];
  for (const words of languages) {
    const host = await served(program, words.lang);
    const within = async (run) => {
      const context = await browser.newContext({ viewport: PHONE });
      try { return await run(context); } finally { await context.close(); }
    };
    try {
      await check(`an edited page loads again where it was, ${words.lang}`, () => within((context) => reloads(host, context)));
      await check(`what stands in the way lies over the page until it is mended, ${words.lang}`, () => within((context) => overlaid(host, context, { axe, ...words })));
      await check(`a page that cannot be made comes back, ${words.lang}`, () => within((context) => comesBack(host, context)));
      await check(`no other origin reads what is served, ${words.lang}`, () => within((context) => foreign(host, context)));
    } finally {
      host.end();
    }
  }
}
