import type { ChatMessage, Content } from '../../protocol/messages.js';

/** How a message reads. `emote` sets it as something done: "* Ada waves". */
export interface Display {
  text: string;
  emote?: boolean;
}

/** Turns a message into what is shown; null shows nothing, undefined leaves it to the overlay. */
export type Formatter = (message: Pick<ChatMessage, 'content' | 'sender' | 'senderId'>) => string | Display | null | undefined;

/** What the overlay prints by itself: texts, objects with a string `text`, and phrases it knows. */
export function displayContent(content: Content, phrase: (id: string) => string | undefined): Display | null {
  if (typeof content === 'string') return { text: content };
  if (content.type === 'quick' && typeof content.id === 'string') {
    const text = phrase(content.id);
    if (text !== undefined) return { text };
  }
  if (typeof content.text !== 'string' || content.text.trim() === '') return null;
  return content.type === 'me' ? { text: content.text, emote: true } : { text: content.text };
}
