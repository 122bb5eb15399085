// What real web servers send for every kind of file of the built demo, with the
// configuration that `faultbook hosting` writes; then Chromium under those headers, search
// and use without signal included. Prints a line a check and closes with
// "hosts: N passed, N failed, N skipped".
//   node run.mjs PROGRAM OUTPUT_FOLDER        CHROMIUM names the browser
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checks, expectations } from '../browser/checks.mjs';
import { filesBelow } from '../browser/site.mjs';
import { checkDoors } from './doors.mjs';
import { start } from './servers.mjs';

const program = resolve(process.argv[2] ?? 'target/release/faultbook');
const output = resolve(process.argv[3] ?? 'output');
const { check, skip, end } = checks('hosts');

const FOR_EVER = 'max-age=31536000, immutable';
const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** One file of each kind, asked for as pages ask; `kept` where it may be kept unasked. */
function kinds(site) {
  const edition = /assets\/site\.js\?([0-9a-f]{16})/.exec(readFileSync(join(site, 'index.html'), 'utf8'))[1];
  const search = readdirSync(join(site, 'search')).find((name) => name.startsWith('t-'));
  const part = readdirSync(join(site, 'offline')).find((name) => /^[0-9a-f]{16}\.json$/.test(name));
  const of = (folder, ending) => readdirSync(join(site, folder)).find((name) => name.endsWith(ending));
  return [
    { path: '', type: 'text/html' },
    { path: 'index.html', type: 'text/html' },
    { path: 'offline/index.html', type: 'text/html' },
    { path: 'search/index.html', type: 'text/html' },
    { path: `assets/site.js?${edition}`, type: /javascript/, kept: true },
    { path: `assets/faultbook.css?${edition}`, type: 'text/css', kept: true },
    { path: `assets/icon.svg?${edition}`, type: 'image/svg+xml', kept: true },
    { path: 'assets/offline.js', type: /javascript/ },
    { path: 'assets/site.js?1', type: /javascript/ },
    { path: `search/${search}/0.js`, type: /javascript/, kept: true },
    { path: 'search/manifest.js?1790000000000', type: /javascript/ },
    { path: 'sw.js', type: /javascript/ },
    { path: `sw.js?/assets/site.js?${edition}`, type: /javascript/ },
    { path: 'offline.json', type: 'application/json' },
    { path: `offline/${part}`, type: 'application/json', kept: true },
    { path: 'data/site.json', type: 'application/json' },
    { path: 'feed.xml', type: /xml/ },
    { path: 'files/photo.png', type: 'image/png' },
    { path: 'files/manual.PDF', type: 'application/pdf' },
    { path: 'files/parts.docx', type: /./, saved: true },
    { path: 'files/unknown', type: /^$|octet-stream/, saved: true },
    { path: 'pages/files/index.html', type: 'text/html' },
    ...(existsSync(join(site, 'data/faults')) ? [{ path: `data/faults/${of('data/faults', '.csv')}`, type: /csv|octet-stream/ }] : []),
  ];
}

/** A site with what attachments may be and the demo has not. */
function copied(from, to) {
  cpSync(from, to, { recursive: true });
  for (const folder of ['files', 'pages/files']) mkdirSync(join(to, folder), { recursive: true });
  for (const name of ['photo.png', 'manual.PDF', 'parts.docx', 'unknown']) writeFileSync(join(to, 'files', name), name);
  cpSync(join(from, 'index.html'), join(to, 'pages/files/index.html'));
  return to;
}

/** What is wrong with one answer. */
function answered({ path, type, kept, saved }, { status, headers }, open) {
  const { problems, expect } = expectations();
  const is = (name, want) => {
    const got = headers.get(name);
    expect(got === want, `${path || '/'}: ${name} is ${got} instead of ${want}`);
  };
  const got = headers.get('content-type') ?? '';
  expect(status === 200, `${path || '/'}: answers ${status}`);
  expect(typeof type === 'string' ? got.startsWith(type) : type.test(got), `${path || '/'}: is sent as ${got}`);
  for (const [name, value] of Object.entries(ALWAYS)) is(name, value);
  is('x-robots-tag', open ? null : 'noindex, nofollow');
  is('cache-control', `${open ? 'public' : 'private'}, ${kept ? FOR_EVER : 'no-cache'}`);
  is('content-disposition', saved ? 'attachment' : null);
  return problems;
}

/** The policy of the answer is the page's own, without the folder, and forbids framing. */
function policyOf(headers, html) {
  const { problems, expect } = expectations();
  const rules = (text) => text.split(';').map((rule) => rule.trim()).filter(Boolean).sort();
  const meta = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)[1].replaceAll('&#39;', "'");
  const want = rules(`${meta.replaceAll(' file:', '')}; frame-ancestors 'none'`);
  const got = rules(headers.get('content-security-policy') ?? '');
  expect(JSON.stringify(got) === JSON.stringify(want), `the policy is\n      ${got.join('\n      ')}\n    instead of\n      ${want.join('\n      ')}`);
  return problems;
}

async function everyKind(base, site, open) {
  const problems = [];
  for (const kind of kinds(site)) {
    const answer = await fetch(base + kind.path);
    const text = await answer.text();
    problems.push(...answered(kind, answer, open));
    if (kind.path === 'index.html') problems.push(...policyOf(answer.headers, text));
  }
  return problems;
}

/** What is missing is not remembered, and as safe as everything else. */
async function missing(base) {
  const { problems, expect } = expectations();
  for (const path of ['nowhere.html', 'search/t-0000000000/0.js', 'assets/none.js?0123456789abcdef']) {
    const answer = await fetch(base + path);
    await answer.text();
    const kept = answer.headers.get('cache-control') ?? '';
    expect(answer.status === 404, `${path}: answers ${answer.status}`);
    expect(!/immutable|max-age/.test(kept), `${path}: that it is missing is remembered (${kept})`);
    expect(answer.headers.get('x-content-type-options') === 'nosniff', `${path}: without nosniff`);
    expect((answer.headers.get('content-security-policy') ?? '').includes("frame-ancestors 'none'"), `${path}: without a policy`);
  }
  return problems;
}

/** `_headers` as its hosts read it: no two rules that meet name one header. */
function headersFile(text) {
  const { problems, expect } = expectations();
  const rules = [];
  for (const line of text.split('\n').filter((l) => l.trim() && !l.startsWith('#'))) {
    if (line.startsWith('/')) rules.push({ path: line, headers: new Map() });
    else {
      const parts = /^ {2}([A-Za-z-]+): (\S.*)$/.exec(line);
      expect(parts && rules.length, `cannot be read: ${line}`);
      if (parts) rules.at(-1).headers.set(parts[1].toLowerCase(), parts[2]);
    }
  }
  const names = rules.flatMap(({ headers }) => [...headers.keys()]);
  expect(new Set(names).size === names.length, `a header is named twice: ${names.join(', ')}`);
  for (const [name, value] of Object.entries({ ...ALWAYS, 'x-robots-tag': 'noindex, nofollow' })) {
    expect(rules[0].path === '/*' && rules[0].headers.get(name) === value, `/* sends ${name}: ${rules[0].headers.get(name)}`);
  }
  expect(rules.some(({ path, headers }) => path === '/search/:part/:file' && /^private, .*immutable$/.test(headers.get('cache-control'))), 'the search index is not kept');
  return problems;
}

/** A site of another origin: it frames ours and takes its index as a script. */
const stranger = (target) => new Promise((done) => {
  const html = `<!doctype html><title>other</title><body><script>
    self.took = 'nothing'; self.faultbook = { shard: () => { self.took = 'the index'; } };</script>
    <script src="${target}search/manifest.js" onload="self.ended = 1" onerror="self.ended = 1"></script>
    <iframe src="${target}index.html"></iframe>`;
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
  server.listen(0, 'localhost', () => done({
    address: `http://localhost:${server.address().port}/`,
    close: () => { server.close(); server.closeAllConnections(); },
  }));
});

async function strangers(browser, base) {
  const { problems, expect } = expectations();
  const other = await stranger(base);
  const page = await browser.newPage();
  await page.goto(other.address, { waitUntil: 'load' });
  await page.waitForFunction(() => self.ended);
  const took = await page.evaluate(() => self.took);
  expect(took === 'nothing', `another site takes ${took} in the name of a reader who is signed in`);
  const framed = page.frames().slice(1).map((frame) => frame.url());
  expect(framed.length === 1 && framed[0].startsWith('chrome-error:'), `another site frames ${framed.join() || 'nothing'}`);
  await page.close();
  other.close();
  return problems;
}

/** Search, an article, and the site without its host, all under the host's headers. */
async function works(browser, host, base) {
  const { problems, expect } = expectations();
  const context = await browser.newContext();
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`breaks its policy: ${event.violatedDirective} ${event.blockedURI}`)));
  const page = await context.newPage();
  const noticed = [];
  page.on('console', (message) => message.type() === 'error' && noticed.push(message.text()));
  page.on('pageerror', (error) => noticed.push(String(error)));
  await page.goto(`${base}search/index.html?q=${encodeURIComponent('黑屏')}`);
  await page.locator('#found .res > li').first().waitFor();
  await page.evaluate(async () => { await navigator.serviceWorker.ready; });
  await page.goto(`${base}faults/index.html`);
  await page.goto(`${base}solutions/index.html`);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.reload();
  const before = await page.locator('h1').innerText();
  await page.waitForTimeout(300);
  problems.push(...noticed.map((line) => `said on the console: ${line}`));
  await host.stop();
  await page.reload();
  expect((await page.locator('h1').innerText()) === before, 'without the host the page is another');
  await context.close();
  return problems;
}

// ---- an encrypted site

/** A customer's site behind a passphrase, with the rules for hosts inside; and its passphrase. */
function sealed(folder) {
  const write = (path, text) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('faultbook.toml', '[site]\nlanguage = "en"\nas_of = "2026-04-01"\n[audiences]\ncustomers = true\nencrypt = ["C-01"]\n[hosting]\nfiles = ["_headers", ".htaccess"]\n');
  write('content/customers.csv', 'id,name\nC-01,Harbour\n');
  write('content/devices.csv', 'id,customer\nP-1,C-01\n');
  write('content/logs/log.csv', 'ticket_id,device_id,reported_at,resolved_at,symptom\nT1,P-1,2026-03-01 08:00,2026-03-01 10:00,leaks\n');
  const [{ passphrase }] = JSON.parse(run('access', 'add', 'C-01', '--json', '--root', folder));
  run('build', '-q', '--root', folder);
  return { site: join(folder, 'output', 'customers', 'C-01'), passphrase };
}

/** The files of an encrypted site from its own `.htaccess`: what each is sent as, and the policy of the lock. */
async function sealedKinds(base, site) {
  const problems = [];
  const name = readdirSync(site).find((entry) => /^[0-9a-f]{32}$/.test(entry) && existsSync(join(site, entry, 'index.html')));
  const edition = /assets\/[a-z-]+\.js\?([0-9a-f]{16})/.exec(readFileSync(join(site, 'index.html'), 'utf8'))[1];
  const script = readdirSync(join(site, 'assets')).find((entry) => entry.endsWith('.js'));
  for (const kind of [
    { path: '', type: 'text/html' },
    { path: `${name}/`, type: 'text/html' },
    { path: `${name}/index.html`, type: 'text/html' },
    { path: 'sealed.js', type: /javascript/ },
    { path: `${name}/sealed.js`, type: /javascript/ },
    { path: `assets/${script}?${edition}`, type: /javascript/, kept: true },
    { path: `assets/faultbook.css?${edition}`, type: 'text/css', kept: true },
    { path: 'sw.js', type: /javascript/ },
    { path: 'offline.json', type: 'application/json' },
  ]) {
    const answer = await fetch(base + kind.path);
    const text = await answer.text();
    problems.push(...answered(kind, answer, false));
    if (kind.type === 'text/html') problems.push(...policyOf(answer.headers, text));
  }
  return problems;
}

/** The encrypted site opened under those headers, a page and a search. */
async function opens(browser, base, passphrase) {
  const { problems, expect } = expectations();
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`breaks its policy: ${event.violatedDirective} ${event.blockedURI}`)));
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && problems.push(`said on the console: ${message.text()}`));
  await page.goto(`${base}index.html`);
  await page.locator('input[type=password]').fill(passphrase);
  await page.keyboard.press('Enter');
  await page.locator('#q').waitFor();
  await page.locator('#q').fill('leaks');
  await page.locator('#q-list [role=option]').first().waitFor();
  expect((await page.locator('body').innerText()).includes('Harbour'), 'the page does not say whose it is');
  await context.close();
  return problems;
}

// ---- the run

const work = mkdtempSync(join(tmpdir(), 'faultbook-hosts.'));
chmodSync(work, 0o755);
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const small = join(work, 'project');
const run = (...args) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
};
run('init', small);
const configuration = join(small, 'faultbook.toml');
writeFileSync(configuration, `${readFileSync(configuration, 'utf8')}\n[hosting]\nfiles = ["_headers", ".htaccess"]\n`);
run('build', '-q', '--root', small);
const built = join(small, 'output', 'internal');
const locked = sealed(join(work, 'locked'));
const sites = {
  sealed: locked.site,
  private: copied(join(output, 'internal'), join(work, 'private')),
  public: copied(join(output, 'public'), join(work, 'public')),
  own: copied(built, join(work, 'own')),
};

await check('a site for hosts that read _headers has them, and browsers are not told to keep them', () => {
  const problems = headersFile(readFileSync(join(built, '_headers'), 'utf8'));
  const lists = filesBelow(built).filter((path) => /offline(\.json|[/\\][0-9a-f]{16}\.json)$/.test(path));
  for (const list of lists) {
    if (/_headers|\.htaccess/.test(readFileSync(list, 'utf8'))) problems.push(`${list} lists what no host sends`);
  }
  return problems;
});

let browser = null;
if (existsSync(process.env.CHROMIUM || '/usr/bin/chromium')) {
  browser = await import('../browser/chromium.mjs').then(({ launch }) => launch()).catch((error) => {
    skip(0, `NO BROWSER: ${error.message.split('\n')[0]}`);
    return null;
  });
}
for (const kind of ['nginx', 'apache']) {
  const host = await start(kind, { work, sites, program });
  if (!host) {
    skip(kind === 'apache' ? 11 : 9, `${kind.toUpperCase()} IS NOT INSTALLED, so that nothing is known of its headers`);
    continue;
  }
  const service = `${host.address}service/`;
  await check(`${kind} takes the configuration without a word of complaint`, () =>
    (host.say.status === 0 && !/warn|error|emerg/i.test(host.say.words) ? [] : [host.say.words]));
  await check(`${kind}: every kind of file of a private site has its headers`, () => everyKind(service, sites.private, false));
  await check(`${kind}: every kind of file of the public site has its headers`, () => everyKind(host.address, sites.public, true));
  await check(`${kind}: what is missing is not remembered`, () => missing(service));
  if (kind === 'apache') {
    await check('apache: the same from the .htaccess inside a site', () => everyKind(`${host.address}own/`, sites.own, false));
    await check('apache: and from the one inside an encrypted site', () => sealedKinds(`${host.address}sealed/`, sites.sealed));
    if (browser) await check('apache: an encrypted site opens under them', () => opens(browser, `${host.address}sealed/`, locked.passphrase));
    else skip(1, 'APACHE IN A BROWSER: no chromium here');
  }
  if (browser) {
    await check(`${kind}: another site can neither frame a page nor read the index`, () => strangers(browser, service));
    await check(`${kind}: search and use without signal work under its headers`, () => works(browser, host, service));
  } else skip(2, `${kind.toUpperCase()} IN A BROWSER: no chromium here`);
  await host.stop();
  await checkDoors(kind, check, program);
}
await browser?.close();
end();
