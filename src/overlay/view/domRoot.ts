import type * as Phaser from 'phaser';
import { intersect, type Insets } from './placePanel.js';
import type { Box } from './panelParts.js';

/** The overlay's part of the page: catches presses and scrolling over the panel, holds the input. */
export interface DomRoot {
  readonly root: HTMLElement;
  /** Over the panel, below the input. */
  readonly surface: HTMLElement;
  /** What is seen of the game now, in CSS pixels from the canvas's corner. */
  visibleArea(): { visible: Box; safe: Insets };
  /** Puts the root over a part of the canvas. */
  place(panel: Box): void;
  /** Whether the panel catches pointers; else they go through to the game. */
  setCatching(catching: boolean): void;
  setVisible(visible: boolean): void;
  destroy(): void;
}

// All that the game might listen to, on the canvas or further out.
const POINTER_EVENTS = [
  'pointerdown', 'pointerup', 'pointermove', 'pointercancel', 'mousedown', 'mouseup', 'mousemove', 'mouseover', 'mouseout', 'click', 'dblclick',
  'auxclick', 'contextmenu', 'touchstart', 'touchmove', 'touchend', 'touchcancel', 'wheel',
] as const;
/** Whether the panel and what is in it catch pointers just now. */
export const POINTER = '--roomchat-pointer';
/** Less than this in sight counts as scrolled away: the panel then stays where the canvas is. */
const LEAST_SEEN = 120;

/** `label` names the overlay among the landmarks of the page. */
export function createDomRoot(game: Phaser.Game, label: string, events: { pressedOutside(): void; moved(): void }): DomRoot {
  const { canvas } = game;
  const root = document.createElement('div');
  root.dataset.roomchat = '';
  root.setAttribute('role', 'region');
  root.setAttribute('aria-label', label);
  root.style.cssText = 'position:absolute;left:0;top:0;width:0;height:0;margin:0;padding:0;border:0;z-index:10;pointer-events:none;font-size:0;line-height:normal;text-align:start;transform:none';
  const surface = document.createElement('div');
  surface.style.cssText = 'position:absolute;inset:0;touch-action:none;user-select:none;-webkit-user-select:none;-webkit-tap-highlight-color:transparent';
  const probe = document.createElement('div');
  probe.style.cssText =
    'position:absolute;width:0;height:0;visibility:hidden;pointer-events:none;padding:env(safe-area-inset-top,0px) env(safe-area-inset-right,0px) env(safe-area-inset-bottom,0px) env(safe-area-inset-left,0px)';
  root.style.setProperty(POINTER, 'auto');
  root.append(surface, probe);

  const stop = (event: Event): void => event.stopPropagation();
  for (const type of POINTER_EVENTS) root.addEventListener(type, stop);
  // A press on the log must not take the focus from the input.
  surface.addEventListener('mousedown', (event) => event.preventDefault());
  surface.addEventListener('contextmenu', (event) => event.preventDefault());

  const home = (): HTMLElement => canvas.parentElement ?? document.body;
  home().append(root);

  // A drag that began in the game goes on below the panel.
  const onDown = (event: PointerEvent): void => {
    if (event.target instanceof Node && root.contains(event.target)) return;
    // Fingers are many, and each keeps to where it went down.
    if (event.pointerType === 'mouse') root.style.setProperty(POINTER, 'none');
    events.pressedOutside();
  };
  const onUp = (): void => {
    root.style.setProperty(POINTER, 'auto');
  };
  window.addEventListener('pointerdown', onDown, true);
  window.addEventListener('pointerup', onUp, true);
  window.addEventListener('pointercancel', onUp, true);

  const { moved } = events;
  const sizes = new ResizeObserver(moved);
  sizes.observe(canvas);
  const viewport = window.visualViewport;
  const scaleEvents = ['resize', 'enterfullscreen', 'leavefullscreen'] as const;
  for (const type of scaleEvents) game.scale.on(type, moved);
  window.addEventListener('resize', moved);
  window.addEventListener('scroll', moved, true);
  viewport?.addEventListener('resize', moved);
  viewport?.addEventListener('scroll', moved);

  return {
    root,
    surface,

    visibleArea() {
      const whole = canvas.getBoundingClientRect();
      const canvasBox = { x: whole.left, y: whole.top, width: whole.width, height: whole.height };
      let seen: Box = canvasBox;
      const parent = canvas.parentElement;
      if (parent && getComputedStyle(parent).overflow !== 'visible') {
        const box = parent.getBoundingClientRect();
        seen = intersect(seen, { x: box.left, y: box.top, width: box.width, height: box.height });
      }
      // While zoomed in by hand the visual viewport is a magnifying glass, else it ends at the keyboard.
      const glass = viewport && Math.abs(viewport.scale - 1) > 0.01;
      const screen: Box =
        viewport && !glass
          ? { x: viewport.offsetLeft, y: viewport.offsetTop, width: viewport.width, height: viewport.height }
          : { x: 0, y: 0, width: document.documentElement.clientWidth, height: window.innerHeight };
      const onScreen = intersect(seen, screen);
      if (onScreen.width >= Math.min(LEAST_SEEN, seen.width) && onScreen.height >= Math.min(LEAST_SEEN, seen.height)) seen = onScreen;
      const style = getComputedStyle(probe);
      const inset = (side: string): number => Number.parseFloat(style.getPropertyValue(`padding-${side}`)) || 0;
      // Insets count from the edge of the screen, which the game need not reach.
      const safe: Insets = {
        top: Math.max(0, inset('top') - seen.y),
        left: Math.max(0, inset('left') - seen.x),
        right: Math.max(0, inset('right') - (screen.x + screen.width - seen.x - seen.width)),
        bottom: Math.max(0, inset('bottom') - (screen.y + screen.height - seen.y - seen.height)),
      };
      return { visible: { ...seen, x: seen.x - canvasBox.x, y: seen.y - canvasBox.y }, safe };
    },

    place(panel) {
      // Fullscreen moves the canvas into another element.
      if (root.parentElement !== home()) home().append(root);
      const from = canvas.getBoundingClientRect();
      Object.assign(root.style, { left: '0px', top: '0px', width: `${panel.width}px`, height: `${panel.height}px` });
      const zero = root.getBoundingClientRect();
      Object.assign(root.style, { left: `${from.left + panel.x - zero.left}px`, top: `${from.top + panel.y - zero.top}px` });
    },

    setCatching(catching) {
      surface.style.pointerEvents = catching ? `var(${POINTER})` : 'none';
    },
    setVisible(visible) {
      root.style.display = visible ? '' : 'none';
    },

    destroy() {
      window.removeEventListener('pointerdown', onDown, true);
      window.removeEventListener('pointerup', onUp, true);
      window.removeEventListener('pointercancel', onUp, true);
      sizes.disconnect();
      for (const type of scaleEvents) game.scale.off(type, moved);
      window.removeEventListener('resize', moved);
      window.removeEventListener('scroll', moved, true);
      viewport?.removeEventListener('resize', moved);
      viewport?.removeEventListener('scroll', moved);
      root.remove();
    },
  };
}
