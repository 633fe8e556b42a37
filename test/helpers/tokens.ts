import { SignJWT } from 'jose';

export const TOKEN_SECRET = 'a-secret-for-tests-only-of-more-than-32-bytes';

/** A JWT as the game's backend would make it; `exp` in seconds from now, default one hour. */
export function tokenFor(userId: string, { exp = 3_600, secret = TOKEN_SECRET, ...claims }: { exp?: number; secret?: string; [claim: string]: unknown } = {}): Promise<string> {
  return new SignJWT({ username: userId, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setExpirationTime(Math.floor(Date.now() / 1_000) + exp)
    .sign(new TextEncoder().encode(secret));
}
