import type { ChatMessage, Content } from '../../protocol/messages.js';

/** How a message reads. `emote` sets it as something done: "* Ada waves". */
export interface Display {
  text: string;
  emote?: boolean;
}

/** Turns a message into what is shown; null shows nothing, undefined leaves it to the overlay. */
export type Formatter = (message: Said) => string | Display | null | undefined;

export type Said = Pick<ChatMessage, 'content' | 'sender' | 'senderId'>;

/** How messages read by the game's formatter, else by the overlay; `phrases` are those of the quick chat. */
export function createDisplay(format: Formatter | undefined, phrases: Readonly<Record<string, string>>): (message: Said) => Display | null {
  const phrase = (id: string): string | undefined => (Object.hasOwn(phrases, id) ? phrases[id] : undefined);
  return (message) => {
    let own: ReturnType<Formatter>;
    try {
      own = format?.(message);
    } catch (error) {
      // It must not take the log down: its message reads as if there were no formatter.
      reportError(error);
    }
    if (own === undefined) return displayContent(message.content, phrase);
    const shown = typeof own === 'string' ? { text: own } : own;
    return shown?.text.trim() ? shown : null;
  };
}

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
