import type { ServerMessages, ServerMessageType } from '../protocol/wire.js';
import type { Identity } from './identity.js';

/** Carries what the channel says to some of its members, encoded once. A Colyseus room is one. */
export interface Relay {
  broadcast<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): void;
}

/** One connection of one user. */
export interface Member {
  readonly id: string;
  readonly identity: Identity;
  readonly hidden: boolean;
  /** The client of the match room by which the member was let in. */
  readonly matchSession: string | null;
  send<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): void;
  /** Closes the connection; what was sent before still arrives. */
  close(): void;
}
