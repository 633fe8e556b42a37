import type { ClientMessages, ClientMessageType, JoinRequest, ServerMessages, ServerMessageType } from '../protocol/wire.js';

/** One live connection to one room. After `close` or `drop` the listener hears nothing more. */
export interface Connection {
  send<T extends ClientMessageType>(type: T, payload: ClientMessages[T]): void;
  /** Leaves on purpose: the user's place is free at once. */
  close(): void;
  /** Gives this connection up for another one: the server keeps the user's place as after a loss. */
  drop(): void;
}

export interface ConnectionListener {
  message<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): void;
  /** The connection is gone, once, and neither by `close()` nor by `drop()`. */
  closed(): void;
}

/** The way to the server. One implementation per transport. */
export interface Connector {
  /**
   * Rejects with a `RoomChatError`: a temporary one is worth another try. `signal` aborts when nobody waits for it any
   * more; what it has opened by then is to be closed.
   */
  connect(request: JoinRequest, listener: ConnectionListener, signal?: AbortSignal): Promise<Connection>;
}
