// A plain web server for a folder, as a web host would be one; on this machine only.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/xml',
};

/** Serves a folder that may be exchanged; counts what was asked for. `compressed` sends
    everything as most web hosts do. */
export async function serve(folder, { compressed = false } = {}) {
  const host = { folder, asked: [], down: false };
  const packed = new Map();
  const pack = (file) => {
    if (!packed.has(file)) packed.set(file, gzipSync(readFileSync(file), { level: 6 }));
    return packed.get(file);
  };
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    host.asked.push(path);
    if (host.down) return void request.socket.destroy();
    const file = join(host.folder, normalize(path), path.endsWith('/') ? 'index.html' : '');
    if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end('not here');
    const head = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'max-age=60' };
    if (compressed) head['content-encoding'] = 'gzip';
    response.writeHead(200, head);
    response.end(compressed ? pack(file) : readFileSync(file));
  });
  await new Promise((done) => { server.listen(0, 'localhost', done); });
  host.address = `http://localhost:${server.address().port}/`;
  host.close = () => new Promise((done) => { server.close(done); server.closeAllConnections(); });
  return host;
}
