import { parseContent } from '../protocol/content.js';
import type { Content } from '../protocol/messages.js';
import type { MessageHook } from './moderation/messageHook.js';

/** The operator's hook, with a look at what it returns: one that forgets to return must not let nothing through as a message. */
export function checkedHook(hook: MessageHook): MessageHook {
  return (message) => {
    const result = hook(message);
    // `Promise.resolve` for the promises of other libraries.
    return isThenable(result) ? Promise.resolve(result).then(check) : check(result);
  };
}

function check(result: Content): Content {
  try {
    return parseContent(result);
  } catch (cause) {
    throw new Error('onMessage returned something that is no message; return the content, or throw a RoomChatError', { cause });
  }
}

function isThenable(value: unknown): value is PromiseLike<Content> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
