import type { ChatMessage, Presence } from '../protocol/messages.js';
import type { MuteList } from './model/muteList.js';
import type { Popup, PopupItem } from './model/overlayState.js';
import type { ResolvedOptions } from './resolveOptions.js';
import { fill } from './texts.js';

export interface MenuActions {
  /** Begins typing; `start` goes before what is already there. */
  write(text: string, at: 'start' | 'caret'): void;
  quick(id: string): void;
  print(text: string): void;
  close(): void;
  copy(text: string): void;
}

export interface Menus {
  sender(sender: Presence, message: ChatMessage, text: string): Popup;
  link(url: string): Popup;
  quick(): Popup | null;
}

/** The popups over the log. */
export function createMenus(settings: ResolvedOptions, mutes: MuteList, userId: () => string, actions: MenuActions): Menus {
  const { texts } = settings;
  /** Every choice closes its popup first. */
  const item = (label: string, run: () => void, detail?: string): PopupItem => ({
    label,
    ...(detail === undefined ? {} : { detail }),
    run() {
      actions.close();
      run();
    },
  });

  return {
    sender(sender, message, text) {
      const { username: name } = sender;
      const items: PopupItem[] = [];
      if (sender.userId !== userId()) {
        items.push(
          item(fill(texts.mention, { name }), () => actions.write(`@${name} `, 'caret')),
          item(fill(texts.reply, { name }), () => actions.write(fill(texts.replyPrefix, { name }), 'start')),
          item(fill(texts.mute, { name }), () => {
            mutes.mute(sender.userId, name);
            actions.print(fill(texts.muted, { name }));
          }),
        );
      }
      items.push(item(texts.copy, () => actions.copy(text)));
      for (const { label, run } of settings.senderMenu?.(sender, message) ?? []) items.push(item(label, run));
      return { kind: 'menu', title: name, items, selected: 0 };
    },

    link(url) {
      const { host } = new URL(url);
      const open = settings.openLink ?? ((target: string) => void globalThis.open(target, '_blank', 'noopener,noreferrer'));
      return {
        kind: 'confirm',
        title: texts.linkTitle,
        note: url,
        items: [
          item(fill(texts.openLink, { host }), () => open(url)),
          item(texts.copyLink, () => actions.copy(url)),
          item(texts.cancel, () => {}),
        ],
        selected: 2,
      };
    },

    quick() {
      if (settings.quickIds.length === 0) return null;
      const items = settings.quickIds.map((id, index) => item(texts.quick[id]!, () => actions.quick(id), String((index + 1) % 10)));
      return { kind: 'quick', title: texts.quickTitle, items, selected: 0 };
    },
  };
}
