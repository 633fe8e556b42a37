/** Who someone is, as far as the server could verify it. */
export interface Identity {
  userId: string;
  username: string;
  role: 'user' | 'moderator';
  guest: boolean;
  /** Matches that the token says the user is in. */
  matches: readonly string[];
  /** When the token runs out, ms since 1970. */
  expiresAt?: number;
}

export type Action = 'join' | 'read' | 'send' | 'moderate';
