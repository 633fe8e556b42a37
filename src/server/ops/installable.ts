/** The lines that this package works with, where the newest is another one. */
const LINES: Record<string, string> = {
  '@colyseus/core': '0.16',
  '@colyseus/schema': '3',
  '@colyseus/ws-transport': '0.16',
  '@colyseus/redis-driver': '0.16',
  '@colyseus/redis-presence': '0.16',
};

/** What to give `npm install`, for a package that the server needs. */
export function installable(name: string): string {
  return LINES[name] === undefined ? name : `${name}@${LINES[name]}`;
}
