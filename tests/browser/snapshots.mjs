// Every kind of page looks as it did: pictures of the demo, made small, beside those stored
// in snapshots/. A picture may differ by a little anywhere, not by much in one place.
//   FAULTBOOK_WRITE_SNAPSHOTS=1 node snapshots.mjs OUTPUT_FOLDER     stores them anew
//   FAULTBOOK_TELL_SNAPSHOTS=1 node snapshots.mjs OUTPUT_FOLDER      compares, and tells how far each is off
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checks } from './checks.mjs';
import { launch } from './chromium.mjs';
import { decode, encode, reduced } from './png.mjs';
import { here, kindsOfPages, longest } from './site.mjs';

/** The looks of each kind; `scale` points of the page become one of the picture. */
const FORMS = {
  'zh-390': { folder: '', width: 390, height: 1200, colorScheme: 'light', scale: 2 },
  'zh-1440': { folder: '', width: 1440, height: 1400, colorScheme: 'light', scale: 4 },
  'en-1440-dark': { folder: 'en', width: 1440, height: 1400, colorScheme: 'dark', scale: 4 },
};
/** Steps of a colour channel in a picture: a third of the bytes that 256 take. */
const LEVELS = 16;
/** Side of a tile, in points of the picture. */
const TILE = 12;
/**
 * How far a tile may be off, of 255: the mean over its points of the channel that is off most.
 * Measured with Chromium 156: 0.0 between two starts of the browser; in the form that shows it
 * best 4.7 and more where the mark of a state (13 px) has another colour, 17 where `.code` lost
 * its rule, 22 where a heading lies 8 px lower, 58 where a column is gone.
 */
const TOLERANCE = 3;

const stored = join(here, 'snapshots');
const root = join(here, '..', '..');
const logs = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'test-logs', 'snapshots');
const writing = process.env.FAULTBOOK_WRITE_SNAPSHOTS === '1';
const telling = process.env.FAULTBOOK_TELL_SNAPSHOTS === '1';
const near = (path) => (path.startsWith(process.cwd() + sep) ? relative(process.cwd(), path) : path);
const fileOf = (kind, form) => `${kind.replaceAll('/', '-')}-${form}.png`;

/** The tiles of two pictures: where each lies and how far it is off. */
function tiles(before, now) {
  const width = Math.max(before.width, now.width);
  const height = Math.max(before.height, now.height);
  const found = [];
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      const [right, bottom] = [Math.min(left + TILE, width), Math.min(top + TILE, height)];
      let sum = 0;
      for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) sum += apart(before, now, x, y);
      found.push({ x: left, y: top, off: sum / ((right - left) * (bottom - top)) });
    }
  }
  return found;
}

/** The greatest of the three channels by which two points differ; 255 where one has none. */
function apart(before, now, x, y) {
  if (x >= before.width || y >= before.height || x >= now.width || y >= now.height) return 255;
  const a = (y * before.width + x) * 3;
  const b = (y * now.width + x) * 3;
  let most = 0;
  for (let i = 0; i < 3; i += 1) most = Math.max(most, Math.abs(before.data[a + i] - now.data[b + i]));
  return most;
}

/** The stored picture, and beside it the new one with a line around the tiles that are off. */
function marked(before, now, off) {
  const left = before.width + TILE;
  const width = left + now.width;
  const height = Math.max(before.height, now.height);
  const picture = { width, height, data: Buffer.alloc(width * height * 3, 128) };
  for (const [image, x] of [[before, 0], [now, left]]) {
    for (let y = 0; y < image.height; y += 1) image.data.copy(picture.data, (y * width + x) * 3, y * image.width * 3, (y + 1) * image.width * 3);
  }
  const isOff = new Set(off.map(({ x, y }) => `${x} ${y}`));
  const draw = (x, y) => x < now.width && y < height && picture.data.set([255, 0, 255], (y * width + left + x) * 3);
  const end = TILE - 1;
  for (const { x, y } of off) {
    for (let i = 0; i < TILE; i += 1) {
      if (!isOff.has(`${x} ${y - TILE}`)) draw(x + i, y);
      if (!isOff.has(`${x} ${y + TILE}`)) draw(x + i, y + end);
      if (!isOff.has(`${x - TILE} ${y}`)) draw(x, y + i);
      if (!isOff.has(`${x + TILE} ${y}`)) draw(x + end, y + i);
    }
  }
  return encode(picture);
}

/** What is wrong with one picture, and files that show it. */
function compared(kind, form, shot) {
  const { scale } = FORMS[form];
  const file = fileOf(kind, form);
  const path = join(stored, file);
  const now = reduced(decode(shot), scale, LEVELS);
  if (writing) writeFileSync(path, encode(now));
  if (!existsSync(path)) return [`${form}: no picture is stored`];
  const before = decode(readFileSync(path));
  const all = tiles(before, now);
  if (telling) console.log(`    off by ${Math.max(...all.map(({ off }) => off)).toFixed(1)} at most: ${file}`);
  const off = all.filter((tile) => tile.off > TOLERANCE);
  if (off.length === 0) return [];
  const [full, beside] = [join(logs, file), join(logs, file.replace('.png', '.marked.png'))];
  mkdirSync(logs, { recursive: true });
  writeFileSync(full, shot);
  writeFileSync(beside, marked(before, now, off));
  return [
    `${form}: ${off.length} of ${all.length} tiles differ, the first at x ${off[0].x * scale}, y ${off[0].y * scale} px`,
    `    before and now: ${near(beside)}; the page: ${near(full)}`,
  ];
}

/** The page as it stands when its scripts have run. */
async function taken(page, path) {
  await page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return page.screenshot({ animations: 'disabled', caret: 'hide' });
}

/** Pages that show among them every alphabet and sign of the theme: words, arrows of tables, formulas. */
const LETTERS = ['index.html', 'due/index.html', 'method/index.html'];

/** The fonts that pages are really drawn with: of the theme's list of names, `fc-match` cannot tell which. */
async function fontsOf(page, folder) {
  const session = await page.context().newCDPSession(page);
  const names = new Set();
  for (const path of LETTERS) {
    await page.goto(pathToFileURL(join(folder, path)).href, { waitUntil: 'load' });
    for (const method of ['DOM.enable', 'CSS.enable']) await session.send(method);
    const { root: { nodeId } } = await session.send('DOM.getDocument');
    const { nodeIds } = await session.send('DOM.querySelectorAll', { nodeId, selector: 'body *' });
    const drawn = await Promise.all(nodeIds.map((id) => session.send('CSS.getPlatformFontsForNode', { nodeId: id })));
    for (const { postScriptName } of drawn.flatMap(({ fonts }) => fonts)) names.add(postScriptName);
  }
  await session.detach();
  return [...names].sort();
}

/** What the pictures hang on beside the project: the browser and the fonts it draws with. */
async function machine(browser, looks, site) {
  const fonts = { zh: await fontsOf(looks['zh-1440'], site), en: await fontsOf(looks['en-1440-dark'], join(site, 'en')) };
  return { chromium: browser.version().split('.')[0], fonts };
}

/** Every kind of page in every form; other fonts than those of the stored pictures are told and skipped. */
export async function checkSnapshots(browser, check, { site, skip }) {
  const looks = {};
  for (const [form, { width, height, colorScheme }] of Object.entries(FORMS)) {
    looks[form] = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1, colorScheme, reducedMotion: 'reduce' });
  }
  const kinds = kindsOfPages(site, '');
  const list = join(stored, 'made-with.json');
  const now = await machine(browser, looks, site);
  let before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : { ...now, pages: {} };
  if (writing) {
    // A kind keeps its page as long as it is built: another one could not be compared by eye.
    const page = (kind, all) => (all.some((path) => relative(site, path) === before.pages[kind]) ? before.pages[kind] : relative(site, longest(all)));
    before = { ...now, pages: Object.fromEntries([...kinds].map(([kind, all]) => [kind, page(kind, all)])) };
    rmSync(stored, { recursive: true, force: true });
    mkdirSync(stored);
    writeFileSync(list, `${JSON.stringify(before, null, 2)}\n`);
    console.log(`!! PICTURES ARE STORED ANEW in ${near(stored)}: look at what \`git diff --stat\` names before you keep them`);
  }
  rmSync(logs, { recursive: true, force: true });
  const others = Object.keys(now.fonts).filter((language) => String(before.fonts[language]) !== String(now.fonts[language]));
  if (others.length) {
    for (const language of others) {
      console.log(`!! OTHER FONTS (${language}): the pictures were drawn with ${before.fonts[language]}, here it is ${now.fonts[language]}`);
    }
    skip(kinds.size + 1, `HOW PAGES LOOK: ${kinds.size} kinds are not compared, because this machine draws them with other fonts`);
  } else {
    await comparedAll(check, { site, looks, kinds, before, chromium: now.chromium });
  }
  for (const page of Object.values(looks)) await page.close();
}

async function comparedAll(check, { site, looks, kinds, before, chromium }) {
  const hints = [`if this is wanted: FAULTBOOK_WRITE_SNAPSHOTS=1 node tests/browser/snapshots.mjs ${near(join(site, '..'))}`];
  if (before.chromium !== chromium) hints.push(`the stored pictures are of Chromium ${before.chromium}, this is ${chromium}`);
  const told = (problems) => (problems.length ? [...problems, ...hints] : []);
  for (const kind of kinds.keys()) {
    await check(`looks as before: ${kind}`, async () => {
      const page = before.pages[kind];
      if (!page) return told(['a new kind of page, of which no picture is stored']);
      if (!existsSync(join(site, page))) return told([`${page} of the stored pictures is not built any more`]);
      const found = await Promise.all(Object.keys(FORMS).map(async (form) => {
        const path = join(site, kind === '404' ? '' : FORMS[form].folder, page);
        return compared(kind, form, await taken(looks[form], path));
      }));
      return told(found.flat().map((problem) => (problem.startsWith(' ') ? problem : `${page}, ${problem}`)));
    });
  }
  await check('no picture is stored of what is not there any more', () => {
    const known = new Set([...kinds.keys()].flatMap((kind) => Object.keys(FORMS).map((form) => fileOf(kind, form))));
    const gone = readdirSync(stored).filter((name) => name.endsWith('.png') && !known.has(name));
    return told(gone.map((name) => `${name}: no page of this kind`));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { check, skip, end } = checks('snapshots');
  const browser = await launch();
  await checkSnapshots(browser, check, { site: join(resolve(process.argv[2] ?? join(root, 'output')), 'internal'), skip });
  await browser.close();
  end();
}
