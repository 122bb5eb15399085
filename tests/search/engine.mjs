// The loader of a built site outside a browser: its script runs in a context of its own
// whose document can do nothing but add scripts, which are read from the site's folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';

const compressed = new Map();
/** Bytes of a file as a web host would send it. */
export function gzipped(path) {
  if (!compressed.has(path)) compressed.set(path, gzipSync(readFileSync(path), { level: 6 }).length);
  return compressed.get(path);
}

/** Opens the search of a site; `asked` lists every file it loads. */
export function open(site, lost = () => false) {
  const asked = [];
  const context = { URL, console };
  context.window = context;
  const load = (element) => {
    const path = fileURLToPath(element.src);
    asked.push(path);
    if (!existsSync(path) || lost(path)) return queueMicrotask(element.onerror);
    vm.runInContext(readFileSync(path, 'utf8'), context, { filename: path });
    queueMicrotask(element.onload);
  };
  context.document = {
    currentScript: { src: pathToFileURL(join(site, 'assets', 'search.js')).href },
    createElement: () => ({ remove() {} }),
    head: { append: load },
  };
  vm.createContext(context);
  vm.runInContext(readFileSync(join(site, 'assets', 'search.js'), 'utf8'), context, { filename: 'search.js' });
  return { search: context.faultbook.search, asked };
}
