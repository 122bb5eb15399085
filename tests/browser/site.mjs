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

const ATTRIBUTE = /\s+([^\s=>\/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/y;
const ADDRESSES = new Set(['href', 'src', 'action', 'data', 'poster']);

function decode(text) {
  if (!text.includes('&')) return text;
  const names = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, dec, hex, name) => {
    if (dec) return String.fromCodePoint(Number(dec));
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    return names[name] ?? whole;
  });
}

/** Where the name of a tag ends that begins at a place; 0 where none begins there. */
function endOfName(html, from) {
  let at = from;
  for (let c = html.charCodeAt(at); (c | 32) >= 97 && (c | 32) <= 122; c = html.charCodeAt(at)) at += 1;
  if (at === from) return 0;
  while (/[\w-]/.test(html[at])) at += 1;
  return at;
}

/** Addresses and anchors of one page: of all its tags, not of what looks like one in a comment or a script. */
function addresses(html) {
  const targets = [];
  const ids = new Set();
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    if (html.startsWith('!--', at + 1)) {
      const end = html.indexOf('-->', at + 4);
      if (end < 0) break;
      at = end;
      continue;
    }
    const name = endOfName(html, at + 1);
    if (name === 0) {
      at += 1;
      continue;
    }
    const script = html.slice(at + 1, name).toLowerCase() === 'script';
    ATTRIBUTE.lastIndex = at = name;
    for (let found = ATTRIBUTE.exec(html); found; found = ATTRIBUTE.exec(html)) {
      const [, key, a, b, c] = found;
      at = ATTRIBUTE.lastIndex;
      const value = a ?? b ?? c ?? '';
      if (key === 'id') ids.add(decode(value));
      else if (ADDRESSES.has(key)) targets.push(decode(value));
      else if (key === 'srcset') targets.push(...decode(value).split(',').map((part) => part.trim().split(/\s+/)[0]));
    }
    if (script) {
      const end = html.indexOf('</script', at);
      if (end < 0) break;
      at = end;
    }
  }
  return { targets, ids };
}

/** What is wrong with the links of a site: dead ones, and ones that leave it. */
export function deadLinks(site) {
  const files = new Set(filesBelow(site));
  const folders = new Set([...files].flatMap((path) => [dirname(path), dirname(dirname(path))]));
  const pages = new Map();
  for (const path of files) {
    if (path.endsWith('.html')) pages.set(path, addresses(readFileSync(path, 'utf8')));
  }
  const problems = [];
  for (const [page, { targets }] of pages) {
    const address = pathToFileURL(page);
    for (const target of new Set(targets)) {
      const why = wrongLink({ site, files, folders, pages }, address, target);
      if (why) problems.push(`${relative(site, page)}: ${target} ${why}`);
    }
  }
  return { problems, pages: pages.size };
}

function wrongLink({ site, files, folders, pages }, page, target) {
  if (/^(https?|mailto|tel|data):/i.test(target)) return null;
  if (target.startsWith('/')) return 'is not relative';
  const url = new URL(target, page);
  if (url.protocol !== 'file:') return 'is an address of an unexpected kind';
  const path = resolve(decodeURIComponent(url.pathname));
  if (path !== site && !path.startsWith(site + sep)) return 'leaves the site';
  if (folders.has(path)) return 'does not name index.html';
  if (!files.has(path)) return 'leads to nothing';
  const anchor = decodeURIComponent(url.hash.slice(1));
  const known = pages.get(path);
  if (anchor && known && !known.ids.has(anchor)) return 'names an anchor that is not there';
  return null;
}

/** The folder of this file, for finding packages. */
export const here = dirname(fileURLToPath(import.meta.url));
