import type { Content } from '../../protocol/messages.js';
import type { Identity } from '../identity.js';

export interface HookedMessage {
  content: Content;
  sender: Identity;
  roomName: string;
  channelId: string;
}

/** Sees each message before it is stored: returns it, or another content, or throws a `RoomChatError('blocked', ...)`. */
export type MessageHook = (message: HookedMessage) => Content | Promise<Content>;

/** One hook out of several: each sees what the one before it made of the message. Stays synchronous where all of them are. */
export function chainHooks(...hooks: MessageHook[]): MessageHook {
  return (message) => hooks.reduce<Content | Promise<Content>>(
    (content, hook) => (content instanceof Promise ? content.then((known) => hook({ ...message, content: known })) : hook({ ...message, content })),
    message.content,
  );
}
