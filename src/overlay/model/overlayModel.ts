import type { ChatTab } from './chatTab.js';
import type { OverlayMode, OverlayState, Popup } from './overlayState.js';

/** The overlay's state and its legal changes; everything else watches it. */
export interface OverlayModel extends OverlayState {
  readonly changed: boolean;
  /** Forgets that something changed: it is being drawn. */
  settle(): void;
  touch(): void;
  add(tab: ChatTab): void;
  remove(tab: ChatTab): void;
  select(tab: ChatTab): void;
  setFocused(focused: boolean): void;
  setVisible(visible: boolean): void;
  setMode(mode: OverlayMode): void;
  setAtEnd(atEnd: boolean): void;
  setLength(length: number): void;
  setPopup(popup: Popup | null): void;
  /** Selects another choice of the popup, round its ends. */
  movePopup(by: number): void;
  /** Something happened that a player wants to see. */
  wake(): void;
  /** Time went on; goes idle where it is due. */
  tick(): void;
  /** Whether the newest line of the tab is being looked at. */
  watched(tab: ChatTab): boolean;
}

export interface OverlayModelOptions {
  now(): number;
  mode: OverlayMode;
  visible: boolean;
  maxLength: number;
  hasQuick: boolean;
  idleAfter: number | false;
}

export function createOverlayModel({ now, maxLength, hasQuick, idleAfter, ...start }: OverlayModelOptions): OverlayModel {
  const tabs: ChatTab[] = [];
  let { mode, visible } = start;
  let active: ChatTab | undefined;
  let focused = false;
  let idle = false;
  let atEnd = true;
  let length = 0;
  let popup: Popup | null = null;
  let changed = true;
  let last = now();

  const model: OverlayModel = {
    tabs,
    get active() {
      return active!;
    },
    get mode() {
      return mode;
    },
    get focused() {
      return focused;
    },
    get visible() {
      return visible;
    },
    get idle() {
      return idle;
    },
    get length() {
      return length;
    },
    get popup() {
      return popup;
    },
    get changed() {
      return changed;
    },
    maxLength,
    hasQuick,

    settle() {
      changed = false;
    },
    touch() {
      changed = true;
    },

    add(tab) {
      tabs.push(tab);
      active ??= tab;
      changed = true;
    },
    remove(tab) {
      const index = tabs.indexOf(tab);
      if (index < 0) return;
      tabs.splice(index, 1);
      if (active === tab) active = tabs[Math.min(index, tabs.length - 1)];
      changed = true;
    },
    select(tab) {
      if (active === tab || !tabs.includes(tab)) return;
      active = tab;
      popup = null;
      model.wake();
    },
    setFocused(value) {
      focused = value;
      if (!value) popup = null;
      model.wake();
    },
    setVisible(value) {
      visible = value;
      model.wake();
    },
    setMode(value) {
      mode = value;
      model.wake();
    },
    setAtEnd(value) {
      atEnd = value;
      if (atEnd && visible) active?.seen();
    },
    setLength(value) {
      length = value;
      model.wake();
    },
    setPopup(value) {
      if (popup === value) return;
      popup = value;
      model.wake();
    },
    movePopup(by) {
      if (!popup || popup.items.length === 0) return;
      const count = popup.items.length;
      popup = { ...popup, selected: (((popup.selected + by) % count) + count) % count };
      changed = true;
    },

    wake() {
      last = now();
      idle = false;
      changed = true;
    },
    tick() {
      if (idle || focused || popup || idleAfter === false || now() - last < idleAfter) return;
      idle = true;
      changed = true;
    },
    watched: (tab) => visible && atEnd && tab === active,
  };
  return model;
}
