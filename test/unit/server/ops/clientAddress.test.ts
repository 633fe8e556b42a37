import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../../src/server/ops/clientAddress.js';

const request = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as Parameters<typeof clientAddress>[0];

describe('clientAddress', () => {
  it('T6 believes no header where no proxy is trusted', () => {
    expect(clientAddress(request('192.0.2.1', '10.0.0.1'))).toBe('192.0.2.1');
  });

  it('takes the entry that the outermost trusted proxy wrote', () => {
    const chain = '6.6.6.6, 198.51.100.7, 10.0.0.2';
    expect(clientAddress(request('10.0.0.1', chain), 1)).toBe('10.0.0.2');
    expect(clientAddress(request('10.0.0.1', chain), 2)).toBe('198.51.100.7');
    expect(clientAddress(request('10.0.0.1', '198.51.100.7'), 3)).toBe('198.51.100.7');
    expect(clientAddress(request('10.0.0.1', ['a', 'b']), 1)).toBe('b');
  });

  it('falls back to the peer, and bounds what it takes', () => {
    expect(clientAddress(request('10.0.0.1'), 1)).toBe('10.0.0.1');
    expect(clientAddress(request('10.0.0.1', ' , '), 1)).toBe('10.0.0.1');
    expect(clientAddress(request(undefined))).toBe('unknown');
    expect(clientAddress(request('10.0.0.1', 'x'.repeat(5_000)), 1)).toHaveLength(64);
  });

  it('counts a /64 of IPv6 as one, and mapped IPv4 as IPv4', () => {
    const one = clientAddress(request('2001:db8:0:1::1'));
    expect(one).toBe('2001:db8:0:1::/64');
    expect(clientAddress(request('2001:0db8:0000:0001:ffff:1:2:3'))).toBe(one);
    expect(clientAddress(request('2001:db8:0:2::1'))).not.toBe(one);
    expect(clientAddress(request('fe80::1%eth0'))).toBe('fe80:0:0:0::/64');
    expect(clientAddress(request('::1'))).toBe('0:0:0:0::/64');
    expect(clientAddress(request('::ffff:192.0.2.1'))).toBe('192.0.2.1');
  });
});
