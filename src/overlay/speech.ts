import type { ChatMessage, Presence } from '../protocol/messages.js';
import { createDisplay, type Display, type Said } from './model/displayContent.js';
import { lineRuns, type LineRuns } from './model/lineRuns.js';
import type { LogLine } from './model/logLine.js';
import type { MuteList } from './model/muteList.js';
import type { OverlayState } from './model/overlayState.js';
import type { ResolvedOptions } from './resolveOptions.js';
import { cleanText } from './text/cleanText.js';
import { splitText } from './text/splitText.js';

/** Rooms too large for lists are known by who speaks. */
const SPOKEN_LATELY = 200;

/** How lines read in one overlay: formatter, language, muted players. */
export interface Speech {
  display(message: Said): Display | null;
  runsOf(line: LogLine): LineRuns | null;
  mentions(message: ChatMessage, username: string): boolean;
  /** What it says, without who said it. */
  text(message: Said): string;
  /** As one sentence, to be read out. */
  plain(message: Said): string | null;
  /** Who is here or has spoken lately in the active chat. */
  people(): Presence[];
}

export function createSpeech(settings: ResolvedOptions, state: Pick<OverlayState, 'active'>, mutes: MuteList): Speech {
  const { texts, locale, format } = settings;
  const display = createDisplay(format, texts.quick);

  const names = (): string[] => {
    const { handle } = state.active;
    return [handle.user.username, ...handle.presences.map((who) => who.username)];
  };

  return {
    display,
    runsOf(line) {
      if (line.kind === 'message' && mutes.has(line.message.senderId)) return null;
      const me = state.active.handle.user;
      return lineRuns(line, { texts, locale, me, names, display, time: settings.time, day: settings.day });
    },
    mentions(message, username) {
      const shown = display(message);
      return shown !== null && splitText(cleanText(shown.text), [username]).some((part) => part.kind === 'mention');
    },
    text: (message) => cleanText(display(message)?.text ?? ''),
    people() {
      const { handle, log } = state.active;
      const found = new Map(handle.presences.map((who) => [who.userId, who]));
      for (const line of log.lines.slice(-SPOKEN_LATELY)) {
        if (line.kind === 'message') found.set(line.message.senderId, { userId: line.message.senderId, username: line.message.sender });
      }
      return [...found.values()];
    },
    plain(message) {
      const shown = display(message);
      if (!shown) return null;
      return shown.emote ? `${message.sender} ${cleanText(shown.text)}` : `${message.sender}: ${cleanText(shown.text)}`;
    },
  };
}
