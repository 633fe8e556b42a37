/** Every number both sides must agree on, with its unit. */
export const LIMITS = {
  /** Room name, bytes of UTF-8. */
  roomNameBytes: 64,
  /** Text content, characters (Unicode code points) after trimming. */
  textChars: 2_000,
  /** Object content, bytes of its JSON as UTF-8. */
  objectBytes: 8 * 1024,
  /** Object content, levels of nesting. */
  objectDepth: 16,
  /** Object content, keys in all objects and items in all arrays together. */
  objectKeys: 512,
  /** Username, characters. */
  usernameChars: 32,
  /** History page when no limit is given. */
  historyDefault: 50,
  /** Largest history page; more asked for counts as this. */
  historyMax: 100,
  /** Newest messages in the answer to a join. */
  recentMessages: 50,
} as const;

/** Name under which the chat room is registered with Colyseus. */
export const COLYSEUS_ROOM = 'room_chat';

/** Grows when client and server can no longer understand each other. */
export const PROTOCOL_VERSION = 1;
