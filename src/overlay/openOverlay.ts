import type * as Phaser from 'phaser';
import type { ChatBus, RoomChatHandle } from '../client/types.js';
import type { Presence } from '../protocol/messages.js';
import { builtinCommands } from './builtinCommands.js';
import type { ChatOverlay } from './ChatOverlay.js';
import { domInput } from './input/domInput.js';
import { keyboardGuard } from './input/keyboardGuard.js';
import { createMenus } from './menus.js';
import type { ChatTab } from './model/chatTab.js';
import { createOverlayModel } from './model/overlayModel.js';
import type { OverlayActions } from './model/overlayState.js';
import { mutesOf } from './mutesOf.js';
import type { OverlayOptions } from './OverlayOptions.js';
import { openTab } from './openTab.js';
import { resolveOptions } from './resolveOptions.js';
import { createSpeech } from './speech.js';
import { fill, plural } from './texts.js';
import { createTyping } from './typing.js';
import { canvasLogView } from './view/canvasLogView.js';
import { createDomRoot } from './view/domRoot.js';
import { gameSurface } from './view/gameSurface.js';
import { createLiveRegion } from './view/liveRegion.js';
import type { LogView } from './view/LogView.js';
import { overlayLayout } from './view/overlayLayout.js';
import { pageSurface } from './view/pageSurface.js';
import { createPopupMirror } from './view/popupMirror.js';

export type { ChatOverlay };

/** Opens a chat over one handle or several, as tabs. It goes with its scene. Throws `invalid_option`. */
export function openOverlay(scene: Phaser.Scene, handles: RoomChatHandle | RoomChatHandle[], context: { bus: ChatBus }, options: OverlayOptions = {}): ChatOverlay {
  const first = Array.isArray(handles) ? handles : [handles];
  const settings = resolveOptions(options, first);
  const { theme, texts, locale, touch, reducedMotion, keys } = settings;
  const { game } = scene.sys;
  const mutes = settings.mutes ?? mutesOf(game);
  const now = (): number => Date.now();
  const model = createOverlayModel({ ...settings, now, hasQuick: settings.quickIds.length > 0 });
  const speech = createSpeech(settings, model, mutes);
  let stale = true;
  let destroyed = false;

  const dom = createDomRoot(game, texts.chatLabel, {
    pressedOutside() {
      model.setPopup(null);
      if (settings.leaveOnGamePress) overlay.blur();
    },
    moved: () => (stale = true),
  });
  const live = createLiveRegion(dom.root, (count) => plural(texts.newMessages, count, locale));
  const guard = keyboardGuard({ game, root: dom.root, opens });

  const people = (): readonly Presence[] => speech.people();
  const commands = builtinCommands({ texts, locale, mutes, people, me: () => model.active.handle.user, send: (content) => model.active.send(content) }, settings.commands);
  const typing = createTyping({
    model, settings, commands,
    names: () => people().filter((who) => who.userId !== model.active.handle.user.userId).map((who) => who.username),
    input: () => input,
    view: () => view,
    blur: () => overlay.blur(),
    say: live.say,
    nextTab(by) {
      const { tabs, active } = model;
      select(tabs[(tabs.indexOf(active) + by + tabs.length) % tabs.length]!);
    },
  });
  const menus = createMenus(settings, mutes, () => model.active.handle.user.userId, {
    write(text, at) {
      overlay.focus();
      input.insert(text, at === 'start' ? { from: 0, to: 0 } : undefined);
    },
    quick: (id) => model.active.send({ type: 'quick', id }),
    print: (text) => overlay.print(text),
    close: () => model.setPopup(null),
    copy: (text) => void navigator.clipboard?.writeText(text).catch(() => {}),
  });

  const actions: OverlayActions = {
    select,
    loadOlder: () => void model.active.loadOlder(),
    setAtEnd: (atEnd) => model.setAtEnd(atEnd),
    act(action) {
      if (action.type === 'retry') model.active.retry(action.key);
      if (action.type === 'dismiss') model.active.dismiss(action.key);
      if (action.type === 'link') model.setPopup(menus.link(action.url));
      if (action.type === 'sender') model.setPopup(menus.sender(action.sender, action.message, speech.text(action.message)));
      model.wake();
    },
    choose: (index) => model.popup?.items[index]?.run(),
    move: (by) => model.movePopup(by),
    closePopup: () => model.setPopup(null),
    setMode: (mode) => overlay.setMode(mode),
    openQuick: () => overlay.openQuickChat(),
    wake: () => model.wake(),
    focus: () => overlay.focus(),
    submit: () => typing.submit(),
  };

  const input = (settings.inputView ?? domInput)({
    parent: dom.root,
    theme,
    events: { changed: typing.changed, key: typing.pressed, focused: () => focusChanged(true), blurred: () => focusChanged(false) },
  });
  const popupMirror = createPopupMirror(dom.root, (index) => actions.choose(index));

  const viewContext = {
    scene, parent: dom.surface, state: model, actions, theme, texts, locale, touch, reducedMotion, now,
    lineTime: settings.lineTime,
    openKey: keys.open[0] ?? '',
    runsOf: speech.runsOf,
  };
  const surface = settings.logView ? undefined : settings.surface === 'page' ? pageSurface(dom.root) : gameSurface(scene);
  const view: LogView = settings.logView ? settings.logView(viewContext) : canvasLogView(viewContext, surface!);

  /** A key while nobody types; true where it is for the chat and not for the game. */
  function opens(event: KeyboardEvent): boolean {
    if (!model.visible || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (typing.popupKey(event.key)) return true;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (keys.command.includes(key)) overlay.focus(event.key);
    else if (keys.open.includes(key)) overlay.focus();
    else if (keys.quick.includes(key) && model.hasQuick) overlay.openQuickChat();
    else if (keys.mode.includes(key)) overlay.setMode(model.mode === 'full' ? 'compact' : 'full');
    else return false;
    return true;
  }

  function focusChanged(focused: boolean): void {
    if (focused) guard.releaseKeys();
    model.setFocused(focused);
    stale = true;
    (focused ? settings.onFocus : settings.onBlur)?.();
  }

  function select(tab: ChatTab): void {
    model.select(tab);
    input.text = tab.draft;
    describe();
  }

  function describe(): void {
    const { label, ended } = model.active;
    input.describe(fill(texts.inputLabel, { room: label }), !ended);
    live.describe(fill(texts.logLabel, { room: label }));
  }

  function place(): void {
    stale = false;
    const layout = overlayLayout(game, dom, settings, model);
    dom.place(layout.panel);
    input.place(layout.input);
    view.place(layout);
    model.touch();
  }

  const frame = (_time: number, elapsed: number): void => {
    if (!model.visible) return;
    if (stale) place();
    model.tick();
    live.flush(now());
    const moving = view.frame?.(elapsed) ?? false;
    if (!model.changed && !moving) return;
    model.settle();
    dom.setCatching(model.mode === 'full' || model.focused || model.popup !== null);
    popupMirror.show(model.popup, input.element);
    view.render();
  };

  function setVisible(visible: boolean): void {
    if (!visible) overlay.blur();
    model.setPopup(null);
    model.setVisible(visible);
    dom.setVisible(visible);
    surface?.setVisible(visible);
    stale = true;
  }

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
    get active() {
      return model.active.handle;
    },
    mutes,

    focus(text) {
      if (destroyed) return;
      if (!model.visible) overlay.show();
      // What is hidden cannot take the focus: the panel opens first.
      model.setFocused(true);
      place();
      input.focus();
      if (text !== undefined) input.text = text;
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
      const tab = openTab(handle, label ?? settings.label(handle), {
        bus: context.bus, settings, model, speech, mutes, now,
        say: live.say,
        changed() {
          model.touch();
          if (model.active.ended) describe();
        },
      });
      model.add(tab);
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
      live.say(text);
      model.wake();
    },
    openQuickChat() {
      if (!model.visible || model.active.ended) return;
      model.setPopup(model.popup?.kind === 'quick' ? null : menus.quick());
    },

    destroy() {
      if (destroyed) return;
      overlay.blur();
      destroyed = true;
      game.events.off('poststep', frame);
      for (const [event, listener] of sceneEvents) scene.sys.events.off(event, listener);
      undoMutes();
      for (const tab of model.tabs) tab.destroy();
      for (const part of [guard, view, input, popupMirror, live, dom]) part.destroy();
    },
  };

  const undoMutes = mutes.onChange(() => {
    view.restyle?.();
    model.wake();
  });
  let shownBeforeSleep = true;
  const sceneEvents: [string, () => void][] = [
    ['shutdown', overlay.destroy],
    ['destroy', overlay.destroy],
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
