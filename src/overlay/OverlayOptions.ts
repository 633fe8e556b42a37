import type { RoomChatHandle } from '../client/types.js';
import type { ChatMessage, Presence } from '../protocol/messages.js';
import type { Command } from './model/commands.js';
import type { Formatter } from './model/displayContent.js';
import type { MuteList } from './model/muteList.js';
import type { OverlayMode } from './model/overlayState.js';
import type { PartialTexts } from './texts.js';
import type { Theme, ThemeName } from './theme/themes.js';
import type { InputViewFactory } from './input/InputView.js';
import type { LogViewFactory } from './view/LogView.js';

export type Corner = 'bottom-left' | 'bottom-right' | 'top-left' | 'top-right' | 'bottom' | 'top';

/** Keys by their `KeyboardEvent.key`, letters in lower case. */
export interface KeyBindings {
  /** Begin to type. Default `['Enter']`. */
  open: readonly string[];
  /** Begin to type a command, the key included. Default `['/']`. */
  command: readonly string[];
  /** Stop typing. Default `['Escape']`. */
  leave: readonly string[];
  /** Open the quick-chat phrases, where there are any. Default `['y']`. */
  quick: readonly string[];
  /** Switch between full and compact. Default none. */
  mode: readonly string[];
}

/**
 * All optional. Lengths are CSS pixels, times milliseconds.
 *
 * | what | options |
 * | --- | --- |
 * | look | `mode`, `theme`, `position`, `width`, `height`, `margin`, `scale`, `surface`, `visible` |
 * | typing | `keys`, `afterSend`, `leaveOnGamePress`, `maxLength`, `commands`, `quickChat` |
 * | lines | `timestamps`, `presence`, `format`, `maxLines`, `label`, `mutes`, `senderMenu`, `openLink` |
 * | time | `idleAfter`, `lineTime`, `reducedMotion` |
 * | language | `texts`, `locale` |
 * | the game's own parts | `logView`, `inputView`, `onFocus`, `onBlur` |
 */
export interface OverlayOptions {
  /** `full`: a panel. `compact`: fading lines, and the panel only while typing. Default `full`, on a phone `compact`. */
  mode?: OverlayMode;
  /** A ready theme, or one with changes: `{ base: 'dark', accent: '#ff8800' }`. Default `dark`. */
  theme?: ThemeName | (Partial<Theme> & { base?: ThemeName });
  /** Where the panel stands in what is seen of the game. Default `bottom-left`. */
  position?: Corner;
  /** Default 380, at most what is there. */
  width?: number;
  /** Default 260, at most what is there. */
  height?: number;
  /** Between the panel and the edge. Default 12. */
  margin?: number;
  /** Makes everything larger or smaller. Default 1. */
  scale?: number;
  /** `game`: drawn inside the game's canvas, as sharp as that is. `page`: on a canvas of its own over it, as sharp as the screen. Default `game`. */
  surface?: 'game' | 'page';
  /** Whether it is seen from the start. Default true. */
  visible?: boolean;
  keys?: Partial<KeyBindings>;
  /** What Enter does after sending: the game goes on (`leave`), or one goes on typing (`stay`). Default `leave`. */
  afterSend?: 'stay' | 'leave';
  /** A press on the game ends typing. Default true. */
  leaveOnGamePress?: boolean;
  /** Fades after this long without anything new; false never. Default 10,000. */
  idleAfter?: number | false;
  /** How long a line stands in compact mode. Default 9,000. */
  lineTime?: number;
  /** Shown before each message: false for none, or how to write it. Default true: hours and minutes. */
  timestamps?: boolean | ((time: Date) => string);
  /** Lines for who comes and goes. Default true. */
  presence?: boolean;
  /** Phrases to say with a key and a number: all of `texts.quick`, or those of these ids, at most ten. Default false. */
  quickChat?: boolean | readonly string[];
  /** Further `/` commands; false takes a ready one away. */
  commands?: Readonly<Record<string, Command | false>>;
  /** Further choices in the menu of a name. */
  senderMenu?: (sender: Presence, message: ChatMessage) => readonly { label: string; run(): void }[];
  /** Instead of opening a new tab, after the player agreed. */
  openLink?: (url: string) => void;
  /** How a message reads; null hides it, undefined leaves it to the overlay. */
  format?: Formatter;
  /** Characters a message may have, at most 2,000. Default 500. */
  maxLength?: number;
  /** Lines kept per chat. Default 5,000. */
  maxLines?: number;
  /** How a chat is called. Default: its room name. */
  label?: (handle: RoomChatHandle) => string;
  /** Other wording or another language, whole or in part. */
  texts?: PartialTexts;
  /** For times, plurals and lists. Default: the browser's. */
  locale?: string;
  /** Whom the player does not want to hear. Default: one list for the whole game. */
  mutes?: MuteList;
  /** Default: what the system says. */
  reducedMotion?: boolean;
  onFocus?: () => void;
  onBlur?: () => void;
  /** A log of the game's own making instead of the drawn one. */
  logView?: LogViewFactory;
  /** An input of the game's own making. */
  inputView?: InputViewFactory;
}

