import type { ChatBus, RoomChatHandle } from '../client/types.js';
import type { ChatMessage } from '../protocol/messages.js';
import { createChatTab, type ChatTab, type ChatTabOptions } from './model/chatTab.js';
import type { MuteList } from './model/muteList.js';
import type { OverlayModel } from './model/overlayModel.js';
import type { ResolvedOptions } from './resolveOptions.js';
import type { Speech } from './speech.js';

export interface TabTools extends Pick<ChatTabOptions, 'now' | 'changed'> {
  bus: ChatBus;
  settings: ResolvedOptions;
  model: OverlayModel;
  speech: Speech;
  mutes: MuteList;
  /** Has a text read out. */
  say(text: string): void;
}

/** A tab over a handle that reads as the overlay's options have it, and tells those who cannot see it what happens. */
export function openTab(handle: RoomChatHandle, label: string, { bus, settings, model, speech, mutes, say, now, changed }: TabTools): ChatTab {
  const announce = (text: string, tab: ChatTab): void => say(model.tabs.length > 1 ? `${tab.label}: ${text}` : text);

  function arrived(message: ChatMessage, tab: ChatTab): void {
    model.wake();
    if (message.senderId === handle.user.userId || mutes.has(message.senderId)) return;
    const spoken = speech.plain(message);
    if (spoken) announce(spoken, tab);
  }

  return createChatTab({
    handle, bus, label, now, changed, arrived, announce,
    texts: settings.texts,
    maxLines: settings.maxLines,
    showPresence: settings.presence,
    printable: (content, sender) => speech.display({ content, ...sender }) !== null,
    muted: mutes.has,
    mentionsMe: (message) => speech.mentions(message, handle.user.username),
    watched: model.watched,
  });
}
