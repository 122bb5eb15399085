// Who may read which site of nginx and Apache under the files that `faultbook access files`
// writes: the right password, another customer's, none; pages, data, the search index, what
// is not there, and addresses written to slip past.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectations } from '../browser/checks.mjs';
import { start } from './servers.mjs';

const BELOW = '/service/';

/** A project of two customers and the public, the second in a secret folder and encrypted. */
function built(program) {
  const work = mkdtempSync(join(tmpdir(), 'faultbook-doors.'));
  chmodSync(work, 0o755);
  const write = (path, text) => {
    mkdirSync(join(work, path, '..'), { recursive: true });
    writeFileSync(join(work, path), text);
  };
  write('faultbook.toml', '[site]\nas_of = "2026-04-01"\n[audiences]\ncustomers = true\npublic = true\nencrypt = ["C-02"]\nsecret_folders = ["C-02"]\n');
  write('content/customers.csv', 'id,name\nC-01,Harbour\nC-02,Northgate\nC-03,Nobody\n');
  write('content/devices.csv', 'id,customer\nP-1,C-01\nP-2,C-02\nP-3,C-03\n');
  write('content/logs/log.csv', 'ticket_id,device_id,reported_at,resolved_at,symptom\nT1,P-1,2026-03-01 08:00,2026-03-01 10:00,leaks\nT2,P-2,2026-03-01 08:00,2026-03-01 10:00,hums\n');
  const run = (...args) => {
    const { status, stdout, stderr } = spawnSync(program, [...args, '--root', work], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  const readers = JSON.parse(run('access', 'add', 'internal', 'C-01', 'C-02', '--json'));
  run('build', '-q');
  return { work, readers, run };
}

/** Asks for an address exactly as it is written; the status, and the headers. */
const ask = (base, path, reader) => new Promise((done, fail) => {
  const { hostname, port } = new URL(base);
  const headers = reader ? { authorization: `Basic ${Buffer.from(`${reader.user}:${reader.password}`).toString('base64')}` } : {};
  request({ hostname, port, path, headers }, (answer) => {
    let text = '';
    answer.on('data', (part) => { text += part; });
    answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text }));
  }).on('error', fail).end();
});

/** Some file of each kind of a site. */
function samples(folder) {
  const site = (path) => existsSync(join(folder, path)) && path;
  const index = site('search') && readdirSync(join(folder, 'search')).find((name) => name.startsWith('t-'));
  // Of the index's ciphertexts none is opened by a page of its own.
  const sealed = readdirSync(folder).find((name) => /^[0-9a-f]{32}$/.test(name) && existsSync(join(folder, name, 'index.html')));
  return ['', 'index.html', 'assets/site.js', 'offline.json', site('data/devices.json'), site('search/manifest.js'),
    index && `search/${index}/0.js`, sealed && `${sealed}/sealed.js`, sealed && `${sealed}/index.html`].filter((path) => path === '' || path);
}

async function each(host, { work, readers }) {
  const { problems, expect } = expectations();
  const is = async (path, reader, want) => {
    const { status, headers } = await ask(host.address, path, reader);
    expect(status === want, `${path} answers ${status} instead of ${want} to ${reader?.user ?? 'nobody'}`);
    return headers;
  };
  for (const reader of readers) {
    const paths = samples(join(work, 'output', reader.folder));
    expect(paths.length >= 4, `${reader.site}: only ${paths}`);
    const other = readers.find(({ user }) => user !== reader.user);
    const wrong = { user: reader.user, password: other.password };
    for (const path of [...paths, 'nowhere/index.html', 'data/none.json']) {
      const address = `${BELOW}${reader.folder}/${path}`;
      const there = paths.includes(path);
      await is(address, null, 401);
      await is(address, other, 401);
      await is(address, wrong, 401);
      const headers = await is(address, reader, there ? 200 : 404);
      const policy = headers['content-security-policy'] ?? '';
      const encrypted = /trusted-types faultbook faultbook-lock/.test(policy) && /img-src 'self' blob:/.test(policy);
      expect(encrypted === reader.encrypted && policy.includes("frame-ancestors 'none'"), `${address}: the policy is ${policy}`);
    }
  }
  await is(`${BELOW}public/index.html`, null, 200);
  return problems;
}

/** Addresses written to slip past a lock, with a reader of another site: never the site. */
async function slips(host, { readers, work }) {
  const { problems, expect } = expectations();
  const [, one, two] = readers;
  const own = `${BELOW}${one.folder}`;
  const tried = [
    `${BELOW}/${two.folder}/index.html`, `//service/${two.folder}/index.html`, `${BELOW}customers//${two.folder.slice(10)}/sealed.js`,
    `${own}/../${two.folder.slice(10)}/index.html`, `${own}/%2e%2e/${two.folder.slice(10)}/index.html`, `${own}/..%2f${two.folder.slice(10)}/sealed.js`,
    `${own}/./../../internal/index.html`, `${BELOW}internal/../internal/data/devices.json`, `${BELOW}INTERNAL/index.html`,
    `${BELOW}public/../internal/index.html`, `${BELOW}public/%2e%2e/internal/data/devices.json`, `${BELOW}public../internal/index.html`,
    `${own}../C-03/index.html`, `${BELOW}customers/C-03/index.html`, `${BELOW}customers/`, `${BELOW}`, `${BELOW}.faultbook-audit.json`,
    `${BELOW}customers/C-02/index.html`, `${BELOW}bundles/`,
  ];
  for (const path of tried) {
    for (const reader of [null, one]) {
      const { status, text } = await ask(host.address, path, reader);
      expect([301, 308, 400, 401, 403, 404].includes(status), `${path} answers ${status} to ${reader?.user ?? 'nobody'}: ${text.slice(0, 60)}`);
    }
  }
  // Roundabout, but to one's own.
  expect((await ask(host.address, `${own}//data/../index.html`, one)).status === 200, 'one cannot reach one\'s own site roundabout');
  const lines = readdirSync(join(work, 'written')).filter((name) => name.endsWith('.passwords')).map((name) => readFileSync(join(work, 'written', name), 'utf8'));
  expect(lines.length === 3 && lines.every((line) => /^[\w.-]+:\$2y\$1\d\$\S{53}\n$/.test(line)), `the files of passwords are ${lines}`);
  return problems;
}

export async function checkDoors(kind, check, program) {
  const project = built(program);
  const written = join(project.work, 'written');
  project.run('hosting', kind, '--dir', written);
  project.run('access', 'files', '--out', written, '--below', BELOW);
  const host = await start(kind, { work: project.work, sites: {}, program, doors: join(written, `faultbook-sites-${kind}.conf`) });
  try {
    await check(`${kind}: the files of access are taken without a word of complaint`, () =>
      (host.say.status === 0 && !/warn|error|emerg/i.test(host.say.words) ? [] : [host.say.words]));
    await check(`${kind}: each site opens with its own password and no other`, () => each(host, project));
    await check(`${kind}: no way round leads past a password`, () => slips(host, project));
  } finally {
    await host.stop();
    rmSync(project.work, { recursive: true, force: true });
  }
}
