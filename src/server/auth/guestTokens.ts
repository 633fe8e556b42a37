import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const GUEST_PREFIX = 'guest-';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const TOKEN = /^(guest-[a-z2-7]{26})\.([A-Za-z0-9_-]{43})$/;

export interface GuestTokens {
  newUserId(): string;
  sign(userId: string): string;
  /** The user id that the token stands for, or null where this server never signed it. */
  read(token: unknown): string | null;
}

/** Ids for guests, and the signed tokens that let one come back as the same guest. */
export function createGuestTokens(secret: Uint8Array): GuestTokens {
  const mac = (userId: string) => createHmac('sha256', secret).update('room-chat guest 1\0').update(userId).digest();
  return {
    newUserId: () => GUEST_PREFIX + Array.from(randomBytes(26), (byte) => BASE32[byte & 31]).join(''),
    sign: (userId) => `${userId}.${mac(userId).toString('base64url')}`,
    read(token) {
      const parts = typeof token === 'string' && token.length < 100 ? TOKEN.exec(token) : null;
      if (!parts) return null;
      const given = Buffer.from(parts[2]!, 'base64url');
      return timingSafeEqual(given, mac(parts[1]!)) ? parts[1]! : null;
    },
  };
}
