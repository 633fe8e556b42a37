import type { RoomChatHandle } from '../client/types.js';
import type { Content } from '../protocol/messages.js';
import type { MuteList } from './model/muteList.js';
import type { OverlayMode } from './model/overlayState.js';

/** An open chat in a game. */
export interface ChatOverlay {
  /** Someone is typing. */
  readonly focused: boolean;
  readonly visible: boolean;
  readonly mode: OverlayMode;
  /** Messages not yet seen, in all chats. */
  readonly unread: number;
  /** The chat that is shown and written to. */
  readonly active: RoomChatHandle;
  /** Whom the player does not want to hear. */
  readonly mutes: MuteList;
  /** Begins typing; `text` replaces what stands in the input. */
  focus(text?: string): void;
  blur(): void;
  show(): void;
  hide(): void;
  setMode(mode: OverlayMode): void;
  /** One more chat, in a tab. */
  add(handle: RoomChatHandle, options?: { label?: string }): void;
  /** Takes a chat out; the last one takes the overlay along. */
  remove(handle: RoomChatHandle): void;
  select(handle: RoomChatHandle): void;
  /** Says something in the active chat, as if typed and sent. */
  send(content: Content): void;
  /** Shows a line to this player only. */
  print(text: string): void;
  /** Opens the phrases of the quick chat, for a button of the game's own. */
  openQuickChat(): void;
  /** Leaves nothing behind; the handles stay joined. */
  destroy(): void;
}
