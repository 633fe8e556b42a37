import type { ChatTab } from '../model/chatTab.js';
import type { LineAction } from '../model/lineRuns.js';
import { createFonts } from './fonts.js';
import { headerKey, paintHeader, type TabBox } from './headerPainter.js';
import { paintChatButton, paintModeIcon } from './iconPainter.js';
import { createLineAtlas } from './lineAtlas.js';
import { lineLayout } from './lineLayout.js';
import { createLinePainter, LINE_GAP, type PaintedLine } from './linePainter.js';
import { createLogLayout, type LogLayout, type VisibleLine } from './logLayout.js';
import type { LogView, LogViewContext, PanelPlace } from './LogView.js';
import { inside, type Box } from './panelParts.js';
import { paintInput, paintNewMessages, paintNotice, paintPanel, paintScrollbar } from './panelPainter.js';
import { pointerInput } from './pointerInput.js';
import { paintPopup, type PaintedPopup } from './popupPainter.js';
import { createStamp } from './stamp.js';
import type { Surface } from './Surface.js';
import { fill } from '../texts.js';

/** What a press at some place does. */
interface Hit {
  box: Box;
  run(): void;
}

const PAD_X = 14;
const CHROME_MS = 140;
const LINE_FADE_MS = 700;
/** So near the top, older lines are asked for. */
const OLDER_NEAR = 120;

/** The log as the overlay draws it: lines wrapped once, one picture, drawn at most once a frame and only when something changed. */
export function canvasLogView(context: LogViewContext, surface: Surface): LogView {
  const { theme, texts, locale, state, actions } = context;
  const style = { theme, texts, locale };
  const fonts = createFonts(theme, document.createElement('canvas').getContext('2d')!);
  const layouts = new Map<ChatTab, LogLayout>();
  let place: PanelPlace | undefined;
  let scale = { x: 1, y: 1 };
  let chrome = 1;
  let wrapWidth = 0;
  let olderWanted = false;
  let hits: Hit[] = [];
  let popup: PaintedPopup | null = null;
  let bar: Box | null = null;
  let lines: VisibleLine[] = [];
  let fading = false;

  const snap = (length: number): number => Math.round(length * scale.y) / scale.y;
  const painter = createLinePainter(theme, fonts, snap);
  const atlas = createLineAtlas(painter);
  const header = createStamp();
  let tabBoxes: TabBox[] = [];
  const hint = context.touch ? texts.touchHint : fill(texts.hint, { key: context.openKey });

  const layoutOf = (tab: ChatTab): LogLayout => {
    let layout = layouts.get(tab);
    if (!layout) {
      const wrap = (line: Parameters<typeof context.runsOf>[0]) =>
        lineLayout(context.runsOf(line), { width: wrapWidth, rowHeight: painter.rowHeight, gap: LINE_GAP, measure: fonts.measure });
      layouts.set(tab, (layout = createLogLayout(tab.log, wrap, () => painter.rowHeight + LINE_GAP, !context.reducedMotion)));
    }
    return layout;
  };
  const active = (): LogLayout => layoutOf(state.active);
  const compactNow = (): boolean => state.mode === 'compact' && !state.focused;
  const logBox = (): Box => place!.parts.log;

  const paintLines = (outline: number): void => {
    const { context: pen } = surface;
    const log = logBox();
    lines = active().visible(log.height - 10);
    pen.save();
    pen.beginPath();
    pen.rect(log.x, log.y, log.width, log.height);
    pen.clip();
    const painted = lines.map(({ layout, y }) => ({ layout, x: log.x + PAD_X, y: log.y + 6 + y, alpha: 1 }));
    for (const line of painted) painter.paintGround(pen, line, { width: wrapWidth, outline });
    atlas.paint(pen, painted, { top: log.y + 2, outline });
    pen.restore();
  };

  const paintFull = (): void => {
    const { context: pen } = surface;
    const { parts } = place!;
    paintPanel(pen, parts.panel, chrome, theme);
    paintLines(1 - chrome);
    const { scroller, total } = active();
    paintNotice(pen, state, parts.log, style);
    header.draw(pen, parts.header, { key: headerKey(state), alpha: chrome, scale }, (own) => (tabBoxes = paintHeader(own, state, parts.header, style)));
    hits = chrome > 0 ? tabBoxes.map(({ tab, box }) => ({ box, run: () => actions.select(tab) })) : [];
    paintModeIcon(pen, parts.mode, state.mode === 'full', theme.soft, chrome);
    hits.push({ box: parts.mode, run: () => actions.setMode(state.mode === 'full' ? 'compact' : 'full') });
    bar = paintScrollbar(pen, parts.log, scroller, total, chrome, theme);
    if (!scroller.atEnd) hits.push({ box: paintNewMessages(pen, parts.log, state.active.unread, style), run: () => active().scroller.toEnd() });
    if (parts.quick.width > 0) hits.push({ box: parts.quick, run: () => actions.openQuick() });
    paintInput(pen, state, parts, chrome, hint, style);
  };

  const paintCompact = (): void => {
    const { context: pen } = surface;
    const { button, panel } = place!.parts;
    const log = context.touch ? { ...panel, height: panel.height - button.height } : panel;
    if (context.touch) paintChatButton(pen, button, state.tabs.reduce((sum, tab) => sum + tab.unread, 0), theme);
    lines = active().visible(log.height - 10);
    fading = false;
    const now = context.now();
    const painted: PaintedLine[] = [];
    for (const line of lines) {
      const age = now - line.line.time;
      const alpha = line.line.kind === 'pending' ? 1 : Math.min(1, (context.lineTime - age) / LINE_FADE_MS);
      if (alpha <= 0 || line.y < 0) continue;
      fading = true;
      painted.push({ layout: line.layout, x: log.x + PAD_X, y: log.y + 6 + line.y, alpha });
    }
    for (const line of painted) painter.paintBack(pen, line);
    for (const line of painted) painter.paintGround(pen, line, { width: wrapWidth, outline: 1 });
    atlas.paint(pen, painted, { top: log.y, outline: 1 });
  };

  const wantOlder = (): void => {
    const layout = active();
    const near = layout.scroller.top < OLDER_NEAR;
    if (!near || !olderWanted || !state.active.hasOlder || state.active.loading) return;
    olderWanted = false;
    actions.loadOlder();
  };

  const scrolled = (): void => {
    olderWanted = true;
    actions.wake();
  };

  const actionAt = (x: number, y: number): LineAction | null => {
    const log = logBox();
    if (!inside(log, x, y)) return null;
    for (const { layout, y: top } of lines) {
      const row = Math.floor((y - log.y - 6 - top) / painter.rowHeight);
      if (row < 0 || row >= layout.rows) continue;
      const inLine = x - log.x - PAD_X;
      return layout.texts.find((text) => text.action && text.row === row && inLine >= text.x - 2 && inLine < text.x + text.width + 2)?.action ?? null;
    }
    return null;
  };

  const choiceAt = (x: number, y: number): number | undefined => popup?.items.find(({ box }) => inside(box, x, y))?.index;

  const targetAt = (x: number, y: number): (() => void) | null => {
    if (popup) {
      const choice = choiceAt(x, y);
      if (choice !== undefined) return () => actions.choose(choice);
      return inside(popup.box, x, y) ? null : () => actions.closePopup();
    }
    const hit = hits.find(({ box }) => inside(box, x, y));
    if (hit) return hit.run;
    const action = actionAt(x, y);
    return action && (() => actions.act(action));
  };

  const undoPointer = pointerInput(context.parent, {
    unit: () => place?.unit ?? 1,
    scroller: () => active().scroller,
    scrolled,
    onBar: (x, y) => bar !== null && x >= bar.x - 10 && inside(logBox(), x, y),
    barScroll(y) {
      const log = logBox();
      const layout = active();
      const handle = bar?.height ?? 0;
      layout.scroller.to(((y - log.y - 4 - handle / 2) / (log.height - 8 - handle)) * (layout.total - log.height));
    },
    targetAt,
    hovered(x, y) {
      const choice = choiceAt(x, y);
      if (choice !== undefined && state.popup && choice !== state.popup.selected) actions.move(choice - state.popup.selected);
    },
    wheel(direction) {
      if (popup) actions.move(direction);
      return popup !== null;
    },
  });

  // Web fonts may arrive late.
  const onFonts = (): void => {
    fonts.reset();
    atlas.clear();
    header.clear();
    for (const layout of layouts.values()) layout.invalidate();
    actions.wake();
  };
  document.fonts?.addEventListener('loadingdone', onFonts);

  return {
    place(next) {
      place = next;
      surface.place(next.panel);
      const { ratio } = surface;
      scale = { x: ratio.x * next.unit, y: ratio.y * next.unit };
      const width = next.parts.log.width - 2 * PAD_X;
      atlas.resize({ width, height: next.parts.log.height }, scale);
      if (width === wrapWidth) return;
      wrapWidth = width;
      for (const layout of layouts.values()) layout.invalidate();
    },

    render() {
      if (!place) return;
      const { context: pen } = surface;
      for (const [tab, layout] of layouts) {
        if (state.tabs.includes(tab)) continue;
        layout.destroy();
        layouts.delete(tab);
      }
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
      pen.setTransform(scale.x, 0, 0, scale.y, 0, 0);
      hits = [];
      bar = null;
      if (compactNow()) paintCompact();
      else paintFull();
      popup = state.popup ? paintPopup(pen, state.popup, logBox(), theme) : null;
      surface.commit();
      actions.setAtEnd(active().scroller.atEnd);
      wantOlder();
    },

    frame(elapsed) {
      if (!place) return false;
      surface.frame?.();
      let dirty = fading && compactNow();
      if (active().scroller.moving) {
        active().scroller.step(elapsed);
        dirty = true;
      }
      const goal = state.idle ? 0 : 1;
      if (chrome !== goal) {
        const step = context.reducedMotion ? 1 : elapsed / CHROME_MS / (goal === 0 ? 3 : 1);
        chrome = goal > chrome ? Math.min(goal, chrome + step) : Math.max(goal, chrome - step);
        dirty = true;
      }
      return dirty;
    },

    restyle() {
      for (const layout of layouts.values()) layout.invalidate();
    },

    scroll(by) {
      const { scroller } = active();
      scrolled();
      if (by === 'start') scroller.to(0, true);
      else if (by === 'end') scroller.toEnd();
      else if ('rows' in by) scroller.by(by.rows * painter.rowHeight);
      else scroller.by(by.pages * (place ? logBox().height - painter.rowHeight : 0));
    },

    destroy() {
      document.fonts?.removeEventListener('loadingdone', onFonts);
      undoPointer();
      for (const layout of layouts.values()) layout.destroy();
      surface.destroy();
    },
  };
}
