import type { ClientMessages, ClientMessageType, JoinRequest, ServerMessages, ServerMessageType } from '../protocol/wire.js';

/** One live connection to one room. */
export interface Connection {
  send<T extends ClientMessageType>(type: T, payload: ClientMessages[T]): void;
  /** Leaves on purpose; the listener hears nothing more. */
  close(): void;
}

export interface ConnectionListener {
  message<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): void;
  /** The connection is gone, once, and not by `close()`. */
  closed(): void;
}

/** The way to the server. One implementation per transport. */
export interface Connector {
  /** Rejects with a `RoomChatError`: a temporary one is worth another try. */
  connect(request: JoinRequest, listener: ConnectionListener): Promise<Connection>;
}
