import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface StaticServer {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string;
  close(): Promise<void>;
}

export interface StaticFiles {
  /** Folder to serve. */
  root?: string;
  /** Texts by their path, before the folder: `{ '/': '<!doctype html>…', '/main.js': bundle }`. */
  pages?: Record<string, string | Uint8Array>;
  /** Further headers of every answer. */
  headers?: Record<string, string>;
}

/** Serves a folder and made-up pages on a free port of the loopback. */
export async function serveStatic({ root, pages = {}, headers = {} }: StaticFiles): Promise<StaticServer> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const body = pages[path] ?? pages[file] ?? (root === undefined ? null : await readInside(root, file));
    if (body === null) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-store', ...headers });
    response.end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function readInside(root: string, path: string): Promise<Uint8Array | null> {
  const file = normalize(join(root, path));
  if (!file.startsWith(normalize(root) + sep)) return null;
  return readFile(file).catch(() => null);
}
