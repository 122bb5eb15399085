// The web servers of these checks: nginx and Apache as Debian packs them, each with the
// configuration that the program writes, on a free port of this machine and in a folder
// of its own, so that no installation of the machine is touched.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const PLACES = ['/usr/sbin', '/usr/bin', '/sbin', '/usr/local/sbin'];
/** A program of the system, or null. */
export const found = (name) => PLACES.map((folder) => join(folder, name)).find(existsSync) ?? null;

const freePort = () => new Promise((done, fail) => {
  const server = createServer().on('error', fail).listen(0, 'localhost', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

const isRoot = process.getuid?.() === 0;

/** `sites` has the folders: `private` below /service/, `public` at /, `own` and `sealed` (with
    rules in them) below /own/ and /sealed/. */
function nginxConfig({ port, folder, sites, written }) {
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`).join('\n  ');
  return `${isRoot ? 'user root;\n' : ''}daemon off; worker_processes 1; pid ${join(folder, 'pid')};
error_log ${join(folder, 'error.log')};
events {}
http {
  include /etc/nginx/mime.types; default_type application/octet-stream;
  access_log off; ${scratch}
  include ${join(written, 'faultbook-http.conf')};
  server {
    listen 127.0.0.1:${port};
    root ${sites.public};
    include ${join(written, 'faultbook-public.conf')};
    location /service/ { alias ${sites.private}/; include ${join(written, 'faultbook-private.conf')}; }
  }
}
`;
}

/** The server alone, with what `faultbook access files` wrote. */
function nginxDoors({ port, folder, written, doors }) {
  const whole = nginxConfig({ port, folder, sites: {}, written });
  return whole.replace(/root undefined;[\s\S]*?\n {2}\}\n/, `include ${doors};\n  }\n`);
}

function apacheConfig({ port, folder, sites, written, doors }) {
  const signing = doors ? ['authn_core', 'authn_file', 'authz_user', 'auth_basic'] : [];
  const modules = ['mpm_event', 'authz_core', 'dir', 'mime', 'alias', 'headers', ...signing]
    .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n');
  const granted = 'Require all granted\n  DirectoryIndex index.html';
  const head = `ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${join(folder, 'pid')}
ErrorLog ${join(folder, 'error.log')}
${modules}
${isRoot ? 'User www-data\nGroup www-data' : ''}
TypesConfig /etc/mime.types
`;
  if (doors) return `${head}DocumentRoot ${folder}\nInclude ${doors}\n`;
  return `${head}DocumentRoot ${sites.public}
Alias /service ${sites.private}
Alias /own ${sites.own}
Alias /sealed ${sites.sealed}
<Directory ${sites.public}>
  ${granted}
  AllowOverride None
  Include ${join(written, 'faultbook-public.conf')}
</Directory>
<Directory ${sites.private}>
  ${granted}
  AllowOverride None
  Include ${join(written, 'faultbook-private.conf')}
</Directory>
${[sites.own, sites.sealed].map((site) => `<Directory ${site}>
  ${granted}
  AllowOverride FileInfo
</Directory>`).join('\n')}
`;
}

const KINDS = {
  nginx: { program: 'nginx', config: nginxConfig, doors: nginxDoors, run: (file) => ['-c', file], test: (file) => ['-t', '-c', file] },
  apache: {
    program: 'apache2',
    config: apacheConfig,
    run: (file) => ['-f', file, '-DFOREGROUND'],
    test: (file) => ['-f', file, '-t'],
  },
};

/** Asks the server until it answers; it dies with its own words otherwise. */
async function awake(address, child, folder) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) break;
    const up = await fetch(address).then(() => true, () => false);
    if (up) return;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  const log = join(folder, 'error.log');
  throw new Error(`${address} does not answer: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`);
}

/** Starts a server; with `doors` under the file of that name alone. `say` is what it says of its configuration. Null where it is not installed. */
export async function start(kind, { work, sites, program, doors }) {
  const server = KINDS[kind];
  const binary = found(server.program);
  if (!binary) return null;
  const folder = join(work, kind);
  mkdirSync(folder);
  const written = join(folder, 'written');
  const wrote = spawnSync(program, ['hosting', kind, '--dir', written], { encoding: 'utf8' });
  if (wrote.status !== 0) throw new Error(`hosting ${kind}: ${wrote.stderr}`);
  const port = await freePort();
  const file = join(folder, 'server.conf');
  const config = doors && server.doors ? server.doors : server.config;
  writeFileSync(file, config({ port, folder, sites, written, doors }));
  const tested = spawnSync(binary, server.test(file), { encoding: 'utf8' });
  const say = { status: tested.status, words: `${tested.stdout}${tested.stderr}` };
  const child = spawn(binary, server.run(file), { stdio: 'ignore' });
  const host = { say, address: `http://localhost:${port}/` };
  host.stop = () => new Promise((done) => {
    if (child.exitCode !== null) return done();
    child.on('exit', done);
    child.kill('SIGTERM');
  });
  try {
    await awake(host.address, child, folder);
  } catch (error) {
    await host.stop();
    throw error;
  }
  return host;
}
