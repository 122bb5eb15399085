// Paper: heads of long tables stand on every sheet, nothing that belongs together is
// parted, signatures never stand alone, and a page takes no more sheets than it needs.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectations } from './checks.mjs';
import { opened } from './search.mjs';

/** Sheets that pages of the demo may take: what they take today, and one for other fonts. */
const SHEETS = {
  'recurring/index.html': 13,
  'reports/2026-10/index.html': 10,
  'devices/SIM-007/index.html': 7,
  'solutions/SOL-0042/index.html': 6,
  'faults/FR-20261019-01/index.html': 3,
  // A form is a sheet.
  'forms/index.html': 6,
  'forms/FR-20261022-01/index.html': 5,
};

const sheets = async (page) =>
  (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length;

/** What a browser is told about parting, as it stands on the printed page. */
const parted = () => {
  const problems = [];
  const style = (element, pseudo) => getComputedStyle(element, pseudo);
  const whole = (what, elements) => {
    for (const element of elements) if (!/avoid/.test(style(element).breakInside)) problems.push(`${what} may be parted: ${element.outerHTML.slice(0, 80)}`);
  };
  whole('a row', document.querySelectorAll('main tr'));
  whole('a figure', document.querySelectorAll('.fig'));
  whole('a box of figures', document.querySelectorAll('.cells'));
  whole('a block of signatures', document.querySelectorAll('.sign'));
  for (const head of document.querySelectorAll('main thead')) {
    if (head.closest('details')) continue;
    if (style(head).display !== 'table-header-group') problems.push('the head of a table is not repeated');
    // A button is drawn on the first sheet only: its words stand in the head itself.
    for (const button of head.querySelectorAll('button')) if (style(button).display !== 'contents') problems.push('the words of a head stand on the first sheet only');
  }
  const signed = document.querySelector('.sign')?.closest('.sec');
  if (signed && (style(signed).breakBefore !== 'avoid' || !/avoid/.test(style(signed.previousElementSibling).breakInside))) problems.push('signatures may stand alone on a sheet');
  const screen = [...document.querySelectorAll('.bar,.dock,.foot,.crumb,.ctl,.chips.no-print,.tick')].filter((one) => style(one).display !== 'none');
  for (const one of screen) problems.push(`stands on paper: ${one.className}`);
  if (style(document.body).backgroundColor !== 'rgb(255, 255, 255)' && style(document.documentElement).getPropertyValue('--paper') !== '#fff') problems.push('paper is not white');
  return problems;
};

async function printed(context, site, folder) {
  const { problems, expect } = expectations();
  for (const [path, most] of Object.entries(SHEETS)) {
    const page = await opened(context, pathToFileURL(join(site, folder, path)).href);
    if (await page.locator('main table[data-long]').count() && !path.startsWith('reports')) await page.locator('.ctl').first().waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const problem of await page.evaluate(parted)) problems.push(`${path}: ${problem}`);
    const n = await sheets(page);
    expect(n <= most, `${path} takes ${n} sheets, ${most} are enough`);
    problems.push(...page.noticed);
    await page.close();
  }
  return problems;
}

/** Every check of the print-outs, in one language. */
export async function checkPaper(browser, check, { site, folder }) {
  const context = await browser.newContext({ viewport: { width: 794, height: 1123 } });
  await check(`pages print whole, ${folder || 'first language'}`, () => printed(context, site, folder));
  await context.close();
}
