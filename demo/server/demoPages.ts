import { createServer, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { ListedMatch } from '../match/codes.js';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Serves the game's files, and the list of open matches at `/api/matches`. */
export function createDemoPages(folder: string, listMatches: () => ListedMatch[]): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'text/plain', 'only GET\n');
    if (pathname === '/api/matches') return answer(response, 200, 'application/json', JSON.stringify(listMatches()));
    void serveFile(folder, pathname, response);
  });
}

async function serveFile(folder: string, pathname: string, response: ServerResponse): Promise<void> {
  const notFound = (): void => answer(response, 404, 'text/plain', 'nothing here\n');
  let path: string;
  try {
    path = normalize(join(folder, decodeURIComponent(pathname)));
  } catch {
    return notFound();
  }
  if (path.endsWith(sep)) path = join(path, 'index.html');
  if (!path.startsWith(normalize(folder) + sep) || path.includes('\0')) return notFound();
  try {
    answer(response, 200, TYPES[extname(path)] ?? 'application/octet-stream', await readFile(path));
  } catch {
    notFound();
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  // After a new build a reload shows it.
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' }).end(body);
}
