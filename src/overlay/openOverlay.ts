import type * as Phaser from 'phaser';
import type { ChatBus, RoomChatHandle } from '../client/types.js';
import type { ChatMessage, Content } from '../protocol/messages.js';
import { domInput } from './input/domInput.js';
import { keyboardGuard } from './input/keyboardGuard.js';
import { createChatTab, type ChatTab } from './model/chatTab.js';
import { createInputHistory } from './model/inputHistory.js';
import type { MuteList } from './model/muteList.js';
import { createOverlayModel } from './model/overlayModel.js';
import type { OverlayActions, OverlayMode } from './model/overlayState.js';
import { mutesOf } from './mutesOf.js';
import type { OverlayOptions } from './OverlayOptions.js';
import { resolveOptions } from './resolveOptions.js';
import { createSpeech } from './speech.js';
import { fill, plural } from './texts.js';
import { canvasLogView } from './view/canvasLogView.js';
import { createDomRoot } from './view/domRoot.js';
import { gameSurface } from './view/gameSurface.js';
import { createLiveRegion } from './view/liveRegion.js';
import type { LogView } from './view/LogView.js';
import { pageSurface } from './view/pageSurface.js';
import { panelParts } from './view/panelParts.js';
import { placePanel } from './view/placePanel.js';

/** An open chat in a game. */
export interface ChatOverlay {
  readonly focused: boolean;
  readonly visible: boolean;
  readonly mode: OverlayMode;
  /** Messages not yet seen, in all chats. */
  readonly unread: number;
  /** Whom the player does not want to hear. */
  readonly mutes: MuteList;
  /** Begins typing; with `text` in the input. */
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
  /** Leaves nothing behind; the handles stay joined. */
  destroy(): void;
}

/** Opens a chat over one or several handles. It goes with its scene. */
export function openOverlay(scene: Phaser.Scene, handles: RoomChatHandle | RoomChatHandle[], context: { bus: ChatBus }, options: OverlayOptions = {}): ChatOverlay {
  const first = Array.isArray(handles) ? handles : [handles];
  const settings = resolveOptions(options, first);
  const { theme, texts, locale, touch, reducedMotion, keys } = settings;
  const { game } = scene.sys;
  const { canvas } = game;
  const mutes = settings.mutes ?? mutesOf(game);
  const now = (): number => Date.now();
  const model = createOverlayModel({ ...settings, now });
  const speech = createSpeech(settings, model, mutes);
  const history = createInputHistory();
  let stale = true;
  let destroyed = false;

  const dom = createDomRoot(game, {
    pressedOutside: () => settings.leaveOnGamePress && overlay.blur(),
    moved: () => (stale = true),
  });
  const live = createLiveRegion(dom.root, (count) => plural(texts.newMessages, count, locale));
  const guard = keyboardGuard({ game, root: dom.root, opens });

  const actions: OverlayActions = {
    select,
    loadOlder: () => void model.active.loadOlder(),
    setAtEnd: (atEnd) => model.setAtEnd(atEnd),
    act(action) {
      if (action.type === 'retry') model.active.retry(action.key);
      if (action.type === 'dismiss') model.active.dismiss(action.key);
      if (action.type === 'link') globalThis.open(action.url, '_blank', 'noopener,noreferrer');
      if (action.type === 'sender') input.insert(`@${action.sender.username} `);
      model.wake();
    },
    choose: (index) => model.popup?.items[index]?.run(),
    closePopup: () => model.setPopup(null),
    wake: () => model.wake(),
    focus: () => overlay.focus(),
    submit,
  };

  const input = (settings.inputView ?? domInput)({
    parent: dom.root,
    theme,
    events: {
      changed(text) {
        model.setLength([...text].length);
        model.active.draft = text;
      },
      focused() {
        guard.releaseKeys();
        model.setFocused(true);
        stale = true;
        settings.onFocus?.();
      },
      blurred() {
        model.setFocused(false);
        stale = true;
        settings.onBlur?.();
      },
      key: pressed,
    },
  });

  const viewContext = {
    scene, parent: dom.surface, state: model, actions, theme, texts, locale, touch, reducedMotion, now,
    lineTime: settings.lineTime,
    openKey: keys.open[0] ?? '',
    runsOf: speech.runsOf,
  };
  const surface = settings.logView ? undefined : settings.surface === 'page' ? pageSurface(dom.root) : gameSurface(scene);
  const view: LogView = settings.logView ? settings.logView(viewContext) : canvasLogView(viewContext, surface!);

  function opens(event: KeyboardEvent): boolean {
    if (!model.visible || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (keys.command.includes(key)) overlay.focus(event.key);
    else if (keys.open.includes(key)) overlay.focus();
    else return false;
    return true;
  }

  /** A key in the input; true where it was ours. */
  function pressed(event: KeyboardEvent): boolean {
    const { key } = event;
    if (key === 'Enter') submit();
    else if (keys.leave.includes(key)) overlay.blur();
    else if (key === 'ArrowUp' || key === 'ArrowDown') {
      const line = key === 'ArrowUp' ? history.older(input.text) : history.newer();
      if (line !== undefined) input.text = line;
    } else if (key === 'PageUp' || key === 'PageDown') view.scroll?.({ pages: key === 'PageUp' ? -1 : 1 });
    else if (key === 'Home' && event.ctrlKey) view.scroll?.('start');
    else if (key === 'End' && event.ctrlKey) view.scroll?.('end');
    else if (key === 'Tab') {
      const next = model.tabs[(model.tabs.indexOf(model.active) + (event.shiftKey ? model.tabs.length - 1 : 1)) % model.tabs.length];
      if (next) select(next);
    } else return false;
    return true;
  }

  function submit(): void {
    const text = input.text.trim();
    if ([...text].length > settings.maxLength || model.active.ended) return;
    if (text !== '') {
      history.add(text);
      input.text = '';
      model.active.send(text);
      view.scroll?.('end');
    }
    if (text === '' || settings.afterSend === 'leave') overlay.blur();
  }

  function select(tab: ChatTab): void {
    model.select(tab);
    history.reset();
    input.text = tab.draft;
    describe();
  }

  function describe(): void {
    const { label, ended } = model.active;
    input.describe(fill(texts.inputLabel, { room: label }), !ended);
    live.describe(fill(texts.logLabel, { room: label }));
  }

  function arrived(message: ChatMessage, tab: ChatTab): void {
    model.wake();
    if (message.senderId === tab.handle.user.userId || mutes.has(message.senderId)) return;
    const spoken = speech.plain(message);
    if (spoken) live.say(model.tabs.length > 1 ? `${tab.label}: ${spoken}` : spoken);
  }

  function place(): void {
    stale = false;
    const { visible, safe } = dom.visibleArea();
    const ratio = settings.surface === 'game' ? canvas.width / (canvas.getBoundingClientRect().width || canvas.width || 1) : window.devicePixelRatio;
    const unit = settings.unit(ratio);
    const panel = placePanel({ ...settings, visible, safe, unit });
    const parts = panelParts(panel.width / unit, panel.height / unit, theme.fontSize * theme.lineHeight, true);
    dom.place(panel);
    dom.setCatching(model.mode === 'full' || model.focused);
    const look = model.mode === 'full' || model.focused ? 'shown' : touch ? 'bare' : 'hidden';
    const box = parts.input;
    input.place({ x: box.x * unit, y: box.y * unit, width: box.width * unit, height: box.height * unit, fontSize: theme.fontSize * unit, look });
    view.place({ panel, unit, parts });
    model.touch();
  }

  const frame = (_time: number, elapsed: number): void => {
    if (!model.visible) return;
    if (stale) place();
    model.tick();
    const moving = view.frame?.(elapsed) ?? false;
    if (!model.changed && !moving) return;
    model.settle();
    view.render();
    live.flush();
  };

  const overlay: ChatOverlay = {
    get focused() {
      return model.focused;
    },
    get visible() {
      return model.visible;
    },
    get mode() {
      return model.mode;
    },
    get unread() {
      return model.tabs.reduce((sum, tab) => sum + tab.unread, 0);
    },
    mutes,

    focus(text) {
      if (destroyed) return;
      if (!model.visible) overlay.show();
      // What is hidden cannot take the focus: the panel opens first.
      model.setFocused(true);
      place();
      if (text !== undefined) input.text = text;
      input.focus();
    },
    blur() {
      if (input.focused) input.blur();
      else if (model.focused) model.setFocused(false);
    },
    show: () => setVisible(true),
    hide: () => setVisible(false),
    setMode(mode) {
      model.setMode(mode);
      stale = true;
    },

    add(handle, { label } = {}) {
      if (model.tabs.some((tab) => tab.handle === handle)) return;
      model.add(
        createChatTab({
          handle, bus: context.bus, texts, now, arrived,
          label: label ?? settings.label(handle),
          maxLines: settings.maxLines,
          showPresence: settings.presence,
          printable: (content, sender) => speech.display({ content, ...sender }) !== null,
          muted: mutes.has,
          mentionsMe: (message) => speech.mentions(message, handle.user.username),
          watched: model.watched,
          changed: () => {
            model.touch();
            describe();
          },
        }),
      );
      describe();
    },
    remove(handle) {
      const tab = model.tabs.find((each) => each.handle === handle);
      if (!tab) return;
      if (model.tabs.length === 1) return overlay.destroy();
      tab.destroy();
      model.remove(tab);
      select(model.active);
    },
    select(handle) {
      const tab = model.tabs.find((each) => each.handle === handle);
      if (tab) select(tab);
    },

    send: (content) => model.active.send(content),
    print(text) {
      model.active.log.system(text);
      model.wake();
    },

    destroy() {
      if (destroyed) return;
      destroyed = true;
      overlay.blur();
      game.events.off('poststep', frame);
      for (const [event, listener] of sceneEvents) scene.sys.events.off(event, listener);
      undoMutes();
      for (const tab of model.tabs) tab.destroy();
      guard.destroy();
      view.destroy();
      input.destroy();
      live.destroy();
      dom.destroy();
    },
  };

  function setVisible(visible: boolean): void {
    if (!visible) overlay.blur();
    model.setVisible(visible);
    dom.setVisible(visible);
    surface?.setVisible(visible);
    stale = true;
  }

  const undoMutes = mutes.onChange(() => {
    view.restyle?.();
    model.wake();
  });
  let shownBeforeSleep = true;
  const sceneEvents: [string, () => void][] = [
    ['shutdown', () => overlay.destroy()],
    ['destroy', () => overlay.destroy()],
    ['sleep', () => {
      shownBeforeSleep = model.visible;
      setVisible(false);
    }],
    ['wake', () => setVisible(shownBeforeSleep)],
  ];
  for (const [event, listener] of sceneEvents) scene.sys.events.on(event, listener);
  for (const handle of first) overlay.add(handle);
  setVisible(settings.visible);
  game.events.on('poststep', frame);
  return overlay;
}
