// Long tables with script: sorted, filtered, grouped, with chosen columns, taken along as
// CSV; by keyboard, on a phone, in each language; and plain tables where no script runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';
import { opened } from './search.mjs';

const LEDGER = 'faults/2026-10/index.html';
const DEVICES = 'devices/index.html';
/** Positions of columns of the demo's ledger: ticket, reported, device, …, time to restore. */
const [REPORTED, RESTORE] = [1, 7];

const at = (site, folder, path) => pathToFileURL(join(site, folder, path)).href;
const rows = (page) => page.locator('main table tbody tr:not(.grp):visible');
const column = (page, n) => rows(page).evaluateAll((all, n) => all.map((row) => row.cells[n].textContent.trim()), n);
const exact = (page, n) => rows(page).evaluateAll((all, n) => all.map((row) => (row.cells[n].dataset.v ? Number(row.cells[n].dataset.v) : null)), n);
const head = (page, n) => page.locator('main table thead th').nth(n);
const increasing = (values, down) => values.every((value, i) => i === 0 || value === null
  || (values[i - 1] !== null && (down ? values[i - 1] >= value : values[i - 1] <= value)));

async function sorted(context, site, folder) {
  const { problems, expect } = expectations();
  const page = await opened(context, at(site, folder, LEDGER));
  await page.locator('.ctl').waitFor();
  const built = await column(page, 0);
  const button = head(page, RESTORE).locator('button');
  await button.focus();
  await page.keyboard.press('Enter');
  const down = await exact(page, RESTORE);
  expect((await head(page, RESTORE).getAttribute('aria-sort')) === 'descending', 'the order is not told');
  expect(down.filter((v) => v !== null).length > 20 && increasing(down, true), `durations do not fall: ${down.slice(0, 6)}`);
  await page.keyboard.press('Space');
  const up = await exact(page, RESTORE);
  expect((await head(page, RESTORE).getAttribute('aria-sort')) === 'ascending', 'the turned order is not told');
  expect(increasing(up, false), `durations do not rise: ${up.slice(0, 6)}`);
  expect(new URL(page.url()).searchParams.has('sort'), 'the address does not keep the order');
  await page.keyboard.press('Enter');
  expect(String(await column(page, 0)) === String(built), 'the third press does not give back the order as built');
  expect((await page.locator('[aria-sort]').count()) === 0 && !page.url().includes('sort='), 'the order as built is not told');
  await head(page, REPORTED).locator('button').click();
  const dates = await column(page, REPORTED);
  expect(increasing(dates, true), `dates do not fall: ${dates.slice(0, 4)}`);
  await page.reload();
  await page.locator('[aria-sort]').waitFor();
  expect(String(await column(page, REPORTED)) === String(dates), 'a shared address shows another order');
  // Two heads that say the same are two columns, and two tables of a page keep apart.
  await page.goto(at(site, folder, 'recurring/index.html'));
  const trends = page.locator('#trends table');
  const twice = await trends.locator('th[scope=col]').allInnerTexts();
  const second = twice.findIndex((text, i) => twice.indexOf(text) !== i);
  await trends.locator('th[scope=col] button').nth(second).click();
  const told = await page.locator('main th').evaluateAll((all) => all.filter((one) => one.hasAttribute('aria-sort')).map((one) => [one.closest('section').id, one.cellIndex]));
  expect(String(told) === `trends,${second}`, `the second column of one name sorts ${told}`);
  const values = await trends.locator('tbody tr').evaluateAll((all, n) => all.map((row) => Number(row.cells[n].textContent)), second);
  expect(values.length > 5 && increasing(values, true), `the second column of one name does not fall: ${values}`);
  // Text in the order of the page's language, numbers in it as numbers; what is missing last.
  await page.goto(at(site, folder, DEVICES));
  await head(page, 2).locator('button').click();
  const names = (await column(page, 2)).map((name) => (name === '—' ? null : name));
  const lang = await page.locator('html').getAttribute('lang');
  const { compare } = new Intl.Collator(lang, { numeric: true, sensitivity: 'base' });
  const right = names.every((name, i) => i === 0 || name === null || (names[i - 1] !== null && compare(names[i - 1], name) <= 0));
  expect(right, `customers are not in the order of ${lang}: ${names.slice(0, 8)}`);
  return [...problems, ...page.noticed];
}

async function filtered(context, site, folder) {
  const { problems, expect } = expectations();
  const page = await opened(context, at(site, folder, DEVICES));
  const box = page.locator('.ctl input[type=search]');
  await box.waitFor();
  const all = await rows(page).count();
  await box.fill('sim fs-710');
  const ids = await column(page, 0);
  expect(ids.length > 0 && ids.length < all && ids.every((id) => id.startsWith('SIM')), `filtered: ${ids}`);
  await page.waitForFunction((n) => document.querySelector('.ctl [role=status]').textContent.includes(String(n)), ids.length);
  const told = await page.locator('.ctl [role=status]').innerText();
  expect(told.includes(String(all)), `how many of how many is not told: ${told}`);
  expect(new URL(page.url()).searchParams.get('filter') === 'sim fs-710', 'the address does not keep the filter');
  await page.reload();
  await page.waitForFunction((n) => document.querySelectorAll('main table tbody tr').length === n, ids.length);
  expect((await box.inputValue()) === 'sim fs-710', 'a shared address shows an empty filter');
  await box.fill('qqqqzzzz');
  expect((await rows(page).count()) === 0, 'rows stay that hold nothing of the filter');
  await box.fill('');
  expect((await rows(page).count()) === all, 'without a filter not every row is back');
  return [...problems, ...page.noticed];
}

async function columnsAndGroups(context, site, folder) {
  const { problems, expect } = expectations();
  const page = await opened(context, at(site, folder, DEVICES));
  await page.locator('.ctl summary').click();
  await page.locator('.ctl details input').first().uncheck();
  expect(!(await head(page, 1).isVisible()) && !(await page.locator('tbody tr').first().locator('td').first().isVisible()), 'a column stays');
  await page.keyboard.press('Escape');
  expect((await page.locator('.ctl details[open]').count()) === 0, 'Escape leaves the list of columns open');
  await page.reload();
  await page.locator('.ctl').waitFor();
  expect(!(await head(page, 1).isVisible()), 'a shared address shows the column');
  const group = page.locator('.ctl select:visible');
  await group.selectOption({ index: 1 });
  const heads = await page.locator('tr.grp th').allInnerTexts();
  expect(heads.length > 1, `no groups: ${heads}`);
  const counted = heads.reduce((sum, text) => sum + Number(text.match(/(\d+)\D*$/)[1]), 0);
  expect(counted === (await rows(page).count()), `the groups count ${counted} rows`);
  await page.goto(at(site, folder, LEDGER));
  await page.locator('.ctl select:visible').selectOption(await page.locator('.ctl option[value$="/10"]').getAttribute('value'));
  const days = await page.locator('tr.grp th').allInnerTexts();
  expect(days.length > 10 && days.every((day) => /^2026-10-\d\d /.test(day)), `not grouped by day: ${days.slice(0, 3)}`);
  return [...problems, ...page.noticed];
}

/** The file that a button gives: of the first table with controls, unless another is named. */
async function csvOf(page, button = page.locator('.ctl > button').first()) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

async function exported(context, site, folder) {
  const { problems, expect } = expectations();
  const page = await opened(context, at(site, folder, DEVICES));
  const box = page.locator('.ctl input[type=search]');
  await box.waitFor();
  // Cells as a hostile or odd record would have them.
  const odd = ['=1+1', '+1', '@SUM(A1)', '＝1', '-2+3', '-12.5', '−1,234.5', 'a "b", c'];
  await page.evaluate((odd) => {
    [...document.querySelectorAll('main tbody tr')].forEach((row, at) => { if (odd[at]) row.cells[1].textContent = odd[at]; });
  }, odd);
  await head(page, 4).locator('button').click();
  const { name, text } = await csvOf(page);
  expect(name.endsWith('.csv'), `the file is called ${name}`);
  expect(text.startsWith('\uFEFF"'), 'no byte-order mark');
  const lines = text.slice(1).split('\r\n').filter(Boolean);
  expect(lines.length === (await rows(page).count()) + 1, `${lines.length} lines`);
  expect((await column(page, 0)).every((id, i) => lines[i + 1].startsWith(`"${id}",`)), 'the rows are not in the order shown');
  for (const cell of [`"'=1+1"`, `"'@SUM(A1)"`, `"'＝1"`, `"'-2+3"`, ',-12.5,', ',-1234.5,', '"a ""b"", c"', `"'+1"`]) {
    expect(text.includes(cell), `not in the file: ${cell}`);
  }
  expect(!text.includes('—'), 'what is missing is told by a dash instead of nothing');
  expect(/,\d+,\d+,/.test(lines[1]), `numbers are not numbers: ${lines[1]}`);
  await page.reload();
  await box.fill('SIM');
  await page.locator('.ctl summary').click();
  await page.locator('.ctl details input').first().uncheck();
  const part = (await csvOf(page)).text.trim().split('\r\n');
  expect(part.length === (await rows(page).count()) + 1 && part.slice(1).every((line) => line.startsWith('"SIM')), 'rows that are not shown are in the file');
  expect(part[0].split(',').length === lines[0].split(',').length - 1, `a column that is not shown is in the file: ${part[0]}`);
  return [...problems, ...page.noticed];
}

/** Tables too short for controls, and those of figures: a button below gives what is shown,
    and nothing moves when it comes. A report has files of its own. */
async function short(context, site, folder) {
  const { problems, expect } = expectations();
  const page = await opened(context, at(site, folder, 'recurring/index.html'));
  await page.locator('main .csv').first().waitFor({ state: 'attached' });
  const without = await page.locator('main .scroll').evaluateAll((all) => all
    .filter((one) => one.querySelector('table') && !one.querySelector('.csv') && !one.previousElementSibling?.matches('.ctl'))
    .map((one) => one.getAttribute('aria-label')));
  expect(without.length === 0, `no file of ${without}`);
  await page.goto(at(site, folder, 'customers/C-01/index.html'));
  const table = page.locator('main .scroll:has(> .csv):visible').first();
  await table.waitFor();
  const { name, text } = await csvOf(page, table.locator('.csv'));
  const caption = await table.getAttribute('aria-label');
  expect(name === `${caption.replace(/[\\/:*?"<>|]/g, '_')}.csv`, `the file of ${caption} is called ${name}`);
  const cells = await table.locator('tbody tr:not(.tot)').evaluateAll((all) => all.map((row) => row.cells.length));
  const lines = text.slice(1).split('\r\n').filter(Boolean);
  expect(cells.length > 0 && lines.length === cells.length + 1, `${lines.length} lines of ${cells.length} rows`);
  const first = await table.locator('tbody tr').first().locator('th,td').first().innerText();
  expect(lines[1].replaceAll('"', '').startsWith(first.split('\n')[0]), `the first row is ${lines[1]}, not ${first}`);
  const place = () => page.locator('main .scroll:not(details *)').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  const after = await place();
  await page.evaluate(() => document.querySelectorAll('.csv').forEach((one) => one.remove()));
  const before = await place();
  expect(String(before) === String(after), `what follows a table moves when its button comes: ${before} to ${after}`);
  await page.goto(at(site, folder, 'reports/2026-09/index.html'));
  expect((await page.locator('main .csv').count()) === 0, 'a report has files of its own, and buttons beside');
  return [...problems, ...page.noticed];
}

/** On a phone the heads are not shown; a list sorts, and everything is big enough for a thumb. */
async function thumb(browser, site, folder, axe) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const { problems, expect } = expectations();
  const page = await opened(context, at(site, folder, LEDGER));
  await page.locator('.ctl').waitFor();
  const order = page.locator('.ctl select.narrow');
  await order.selectOption({ index: 2 * RESTORE + 2 });
  expect(increasing(await exact(page, RESTORE), true), 'the list does not sort');
  await page.locator('.ctl summary').tap();
  const low = await page.locator('.ctl > input, .ctl select, .ctl > button, .ctl summary, .ctl label').evaluateAll((all) =>
    all.filter((one) => one.getBoundingClientRect().height < 43).map((one) => one.outerHTML.slice(0, 60)));
  expect(low.length === 0, `too low for a thumb: ${low}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide <= 0, `the ledger is ${wide} px too wide`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'], preload: false }));
  for (const { id, help, nodes } of violations) problems.push(`${id} (${help}): ${nodes[0].html.slice(0, 160)}`);
  await context.close();
  return [...problems, ...page.noticed];
}

/** Without script: the same rows, no button that does nothing. Of people there is no ranking. */
async function plain(browser, site, folder) {
  const { problems, expect } = expectations();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(at(site, folder, LEDGER));
  expect((await rows(page).count()) > 20, 'the rows are not there');
  expect((await page.locator('main th button, .ctl, .csv').count()) === 0, 'buttons that do nothing');
  await context.close();
  const scripted = await browser.newContext();
  const team = await opened(scripted, at(site, folder, 'team/index.html'));
  await team.waitForTimeout(200);
  expect((await team.locator('main th button').count()) === 0, 'engineers can be ranked');
  await scripted.close();
  return problems;
}

/** Every check of the long tables, in one language. */
export async function checkLedgers(browser, check, { site, folder, axe }) {
  const name = folder || 'first language';
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
  await check(`a ledger sorts by exact values, ${name}`, () => sorted(context, site, folder));
  await check(`a ledger is filtered while one types, ${name}`, () => filtered(context, site, folder));
  await check(`columns are chosen and rows grouped, ${name}`, () => columnsAndGroups(context, site, folder));
  await check(`what is shown is taken along as CSV, ${name}`, () => exported(context, site, folder));
  await check(`a short table gives a file, ${name}`, () => short(context, site, folder));
  await check(`a ledger serves a thumb, ${name}`, () => thumb(browser, site, folder, axe));
  await check(`without script a ledger is a plain table, ${name}`, () => plain(browser, site, folder));
  await context.close();
}
