import { RoomChatError } from '../protocol/errors.js';
import { installable } from './ops/installable.js';

/** Always needed by a server, but no dependency of a browser game. */
const SERVER_PACKAGES = ['@colyseus/core', '@colyseus/schema', '@colyseus/ws-transport'];
const REDIS_PACKAGES = ['@colyseus/redis-driver', '@colyseus/redis-presence'];

/** Why a server did not start (or not stop), in one line for the operator. */
export function explainFailure(error: unknown, action = 'start'): string {
  if (!(error instanceof Error)) return `unable to ${action}; something that is no error was thrown; this is a fault of the server`;
  if (error instanceof RoomChatError) return oneLine(error.message);
  // The server's own sentence speaks of options, the command's of flags.
  if ((error.cause as NodeJS.ErrnoException | undefined)?.syscall === 'listen') return explainFailure(error.cause, action);
  const { code, message, port, address, syscall } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const missing = code === 'ERR_MODULE_NOT_FOUND' ? /Cannot find (?:package|module) '((?:@[^/']+\/)?[^./'][^/']*)/.exec(message)?.[1] : undefined;
  if (missing !== undefined) {
    const family = [SERVER_PACKAGES, REDIS_PACKAGES].find((names) => names.includes(missing)) ?? [missing];
    return `unable to start; the package ${missing} is not installed; run: npm install ${family.map(installable).join(' ')}`;
  }
  if (syscall === 'listen' || syscall === 'getaddrinfo' || code === 'EADDRINUSE') {
    const where = `unable to listen on ${address === undefined ? '' : `${address}:`}${port ?? 'the address'}`;
    if (code === 'EADDRINUSE') return `${where}; the port is taken; stop what uses it, or give another --port`;
    if (code === 'EACCES') return `${where}; this user may not use the port; give a --port above 1023`;
    return `${where}; ${code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' ? 'this machine does not have the address' : oneLine(message)}; give another --host`;
  }
  const why = oneLine(message);
  return why.startsWith('unable to ') ? why : `unable to ${action}; ${why}; --log-level debug shows more`;
}

function oneLine(text: string): string {
  return text.split('\n', 1)[0]!.trim();
}
