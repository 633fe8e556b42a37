import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { RoomChatError } from '../../protocol/errors.js';
import { importOptional } from '../ops/importOptional.js';
import type { Identity } from '../identity.js';
import { identityOf, refuse, type ClaimNames } from './claims.js';

interface Expected {
  issuer?: string | string[];
  audience?: string | string[];
  claims?: ClaimNames;
}

/** How tokens are verified: by a shared secret (HS256, 32 bytes or more) or by the keys at an address. */
export type AuthOptions = Expected & ({ secret: string | Uint8Array; jwksUrl?: undefined } | { jwksUrl: string; secret?: undefined });

export interface TokenVerifier {
  (token: string): Promise<Identity>;
  /** Rejects where the package that verifies is missing. */
  ready(): Promise<void>;
}

const SECRET_BYTES = 32;
const CLOCK_TOLERANCE_S = 5;
const TOKEN_CHARS = 8 * 1024;
const JWKS_TIMEOUT_MS = 5_000;

/** Verifies JWTs. Its errors never contain the token or a part of it. */
export function createTokenVerifier(auth: AuthOptions, now: () => number): TokenVerifier {
  const makeKey = keySource(auth);
  let loading: Promise<{ jose: typeof import('jose'); key: Uint8Array | JWTVerifyGetKey }> | null = null;
  const load = () => (loading ??= importOptional('jose', 'verify tokens', () => import('jose'))
    .then((jose) => ({ jose, key: makeKey(jose) }))
    .catch((error: unknown) => {
      loading = null;
      throw error;
    }));

  const verify = async (token: string): Promise<Identity> => {
    if (token.length > TOKEN_CHARS) throw refuse(`the token is longer than ${TOKEN_CHARS} characters`);
    const { jose, key } = await load();
    let payload: JWTPayload;
    try {
      const options = {
        algorithms: auth.secret === undefined ? ['RS256', 'ES256', 'EdDSA', 'Ed25519'] : ['HS256'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now()),
        ...(auth.issuer === undefined ? {} : { issuer: auth.issuer }),
        ...(auth.audience === undefined ? {} : { audience: auth.audience }),
      };
      // Two overloads of one function: the key is bytes or a function that finds it.
      ({ payload } = typeof key === 'function' ? await jose.jwtVerify(token, key, options) : await jose.jwtVerify(token, key, options));
    } catch (error) {
      throw explain(error, jose);
    }
    return identityOf(payload, auth.claims ?? {});
  };
  return Object.assign(verify, { ready: async () => void (await load()) });
}

function keySource(auth: AuthOptions): (jose: typeof import('jose')) => Uint8Array | JWTVerifyGetKey {
  if (auth.secret !== undefined && auth.jwksUrl !== undefined) {
    throw new RoomChatError('invalid_option', 'unable to verify tokens; both a secret and a key address are given; give one of them');
  }
  if (auth.jwksUrl !== undefined) {
    const url = URL.canParse(auth.jwksUrl) ? new URL(auth.jwksUrl) : null;
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      throw new RoomChatError('invalid_option', 'unable to verify tokens; jwksUrl is no http(s) address; give the full address of the key set');
    }
    return (jose) => jose.createRemoteJWKSet(url, { timeoutDuration: JWKS_TIMEOUT_MS });
  }
  const secret = typeof auth.secret === 'string' ? new TextEncoder().encode(auth.secret) : auth.secret;
  if (!(secret instanceof Uint8Array) || secret.length < SECRET_BYTES) {
    throw new RoomChatError('invalid_option', `unable to verify tokens; the secret is shorter than ${SECRET_BYTES} bytes; make one with: openssl rand -base64 48`);
  }
  return () => secret;
}

function explain(error: unknown, { errors }: typeof import('jose')): RoomChatError {
  if (error instanceof errors.JWTExpired) return refuse('the token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) return refuse(`the claim "${error.claim}" of the token is not what this server expects`);
  const badToken = error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid || error instanceof errors.JWSSignatureVerificationFailed
    || error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported
    || error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
  if (badToken) return refuse('the token is not one that this server trusts');
  // What is left came from fetching the keys: the token may be good.
  return new RoomChatError('unavailable', 'unable to join; the keys that verify tokens cannot be had at the moment; try again later', { retryAfterMs: 5_000, cause: error });
}
