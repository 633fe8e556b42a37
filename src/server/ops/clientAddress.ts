import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/**
 * The address that a request comes from, as a key for limits. Behind `proxies` trusted proxies it is the entry of
 * X-Forwarded-For that the outermost of them wrote: what stands left of it was written by anyone.
 */
export function clientAddress(request: Pick<IncomingMessage, 'headers' | 'socket'>, proxies = 0): string {
  const peer = request.socket.remoteAddress ?? 'unknown';
  if (proxies === 0) return network(peer);
  const header = request.headers['x-forwarded-for'];
  const chain = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  return network(chain[Math.max(0, chain.length - proxies)]?.slice(0, 64) ?? peer);
}

/** One household has a whole /64 of IPv6: counting single addresses would limit nobody. */
function network(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}
