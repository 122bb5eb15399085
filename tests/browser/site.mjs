// The built site as files: which pages there are, where their links lead, and
// which of them the browser looks at. No browser here.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Every file below a folder, as absolute paths in order. */
export function filesBelow(folder) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else found.push(path);
  }
  return found;
}

/** The sites below the output folder: internal, public and one a customer. */
export function sites(output) {
  const roots = ['internal', 'public'].map((name) => join(output, name));
  const customers = join(output, 'customers');
  if (existsSync(customers)) {
    for (const name of readdirSync(customers).sort()) roots.push(join(customers, name));
  }
  return roots.filter((root) => existsSync(join(root, 'index.html')));
}

/** Names of folders that are periods: their pages are kinds of their own. */
const PERIODS = { year: /^\d{4}$/, quarter: /^\d{4}-Q\d$/, month: /^\d{4}-\d{2}$/ };

/** The kind of a page: `faults`, `faults/month` or `faults/one`, `reports/month/missed`. */
function kindOf(path) {
  const parts = path.split(sep).join('/').replace(/(^|\/)index\.html$/, '').replace(/\.html$/, '').split('/');
  const named = (part, depth) => {
    if (depth === 0) return part || 'index';
    const period = Object.keys(PERIODS).find((name) => PERIODS[name].test(part));
    return period ?? (depth === 1 ? 'one' : part);
  };
  return parts.map(named).join('/');
}

/** The kinds of pages in one language, each with its pages in order. */
export function kindsOfPages(site, language) {
  const root = join(site, language);
  const kinds = new Map([['404', [join(site, '404.html')]]]);
  const others = language === '' ? languageFolders(site).map((name) => join(site, name) + sep) : [];
  for (const path of filesBelow(root)) {
    if (!path.endsWith('.html') || others.some((folder) => path.startsWith(folder))) continue;
    const kind = kindOf(relative(root, path));
    if (kind !== '404') kinds.set(kind, [...(kinds.get(kind) ?? []), path]);
  }
  return kinds;
}

/** The page of a kind that has most on it. */
export const longest = (pages) => pages.reduce((a, b) => (statSync(a).size >= statSync(b).size ? a : b));

/** Of each kind its first and its longest page. */
export function samplePages(site, language) {
  const pages = [...kindsOfPages(site, language).values()].flatMap((all) => [all[0], longest(all)]);
  return [...new Set(pages)].sort();
}

/** Folders of the languages beside the first one. */
export function languageFolders(site) {
  return ['en', 'zh-CN'].filter((name) => existsSync(join(site, name, 'index.html')));
}

const TAG = /<([a-zA-Z][\w-]*)((?:\s+[^\s=>\/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/g;
const ATTRIBUTE = /([^\s=>\/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;

function decode(text) {
  const names = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, dec, hex, name) => {
    if (dec) return String.fromCodePoint(Number(dec));
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    return names[name] ?? whole;
  });
}

/** Addresses and anchors of one page. */
function addresses(html) {
  const targets = [];
  const ids = new Set();
  const bare = html.replace(/<!--[\s\S]*?-->/g, '').replace(/(<script\b[^>]*>)[\s\S]*?<\/script>/gi, '$1');
  for (const tag of bare.matchAll(TAG)) {
    for (const [, name, a, b, c] of tag[2].matchAll(ATTRIBUTE)) {
      const value = decode(a ?? b ?? c ?? '');
      if (name === 'id') ids.add(value);
      if (['href', 'src', 'action', 'data', 'poster'].includes(name)) targets.push(value);
      if (name === 'srcset') targets.push(...value.split(',').map((part) => part.trim().split(/\s+/)[0]));
    }
  }
  return { targets, ids };
}

/** What is wrong with the links of a site: dead ones, and ones that leave it. */
export function deadLinks(site) {
  const pages = new Map();
  for (const path of filesBelow(site)) {
    if (path.endsWith('.html')) pages.set(path, addresses(readFileSync(path, 'utf8')));
  }
  const problems = [];
  for (const [page, { targets }] of pages) {
    for (const target of new Set(targets)) {
      const why = wrongLink(site, page, target, pages);
      if (why) problems.push(`${relative(site, page)}: ${target} ${why}`);
    }
  }
  return { problems, pages: pages.size };
}

function wrongLink(site, page, target, pages) {
  if (/^(https?|mailto|tel|data):/i.test(target)) return null;
  if (target.startsWith('/')) return 'is not relative';
  const url = new URL(target, pathToFileURL(page));
  if (url.protocol !== 'file:') return 'is an address of an unexpected kind';
  const path = resolve(fileURLToPath(new URL(url.pathname, 'file:///')));
  if (path !== site && !path.startsWith(site + sep)) return 'leaves the site';
  if (!existsSync(path)) return 'leads to nothing';
  if (statSync(path).isDirectory()) return 'does not name index.html';
  const anchor = decodeURIComponent(url.hash.slice(1));
  const known = pages.get(path);
  if (anchor && known && !known.ids.has(anchor)) return 'names an anchor that is not there';
  return null;
}

/** The folder of this file, for finding packages. */
export const here = dirname(fileURLToPath(import.meta.url));
