import type { Scroller } from '../model/scroller.js';

export interface PointerTargets {
  /** CSS pixels per unit. */
  unit(): number;
  scroller(): Scroller;
  /** The player scrolled by hand. */
  scrolled(): void;
  onBar(x: number, y: number): boolean;
  /** Puts the middle of the bar's handle there. */
  barScroll(y: number): void;
  /** What a press at a point would do. */
  targetAt(x: number, y: number): (() => void) | null;
  hovered(x: number, y: number): void;
  /** True where something over the log took the wheel. */
  wheel(direction: number): boolean;
}

/** Further than this a press is a drag, CSS pixels. */
const DRAG_FROM = 6;
const LINE_PIXELS = 20;

/** Wheel, drag and press over the log; returns its undo. */
export function pointerInput(element: HTMLElement, targets: PointerTargets): () => void {
  let press: { id: number; y: number; startY: number; time: number; mode: 'press' | 'drag' | 'bar' } | null = null;

  const at = (event: MouseEvent): { x: number; y: number } => {
    const box = element.getBoundingClientRect();
    const unit = targets.unit();
    return { x: (event.clientX - box.left) / unit, y: (event.clientY - box.top) / unit };
  };

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0 || press) return;
    const { x, y } = at(event);
    const bar = targets.onBar(x, y);
    press = { id: event.pointerId, y: event.clientY, startY: event.clientY, time: event.timeStamp, mode: bar ? 'bar' : 'press' };
    element.setPointerCapture?.(event.pointerId);
    if (bar) {
      targets.scrolled();
      targets.barScroll(y);
    } else {
      targets.scroller().grab();
    }
  };

  const onMove = (event: PointerEvent): void => {
    const { x, y } = at(event);
    if (press?.id !== event.pointerId) {
      targets.hovered(x, y);
      element.style.cursor = targets.targetAt(x, y) ? 'pointer' : 'default';
      return;
    }
    if (press.mode === 'bar') return targets.barScroll(y);
    if (press.mode === 'press' && Math.abs(event.clientY - press.startY) < DRAG_FROM) return;
    press.mode = 'drag';
    targets.scroller().drag((press.y - event.clientY) / targets.unit(), event.timeStamp - press.time);
    targets.scrolled();
    press.y = event.clientY;
    press.time = event.timeStamp;
  };

  const onUp = (event: PointerEvent): void => {
    if (press?.id !== event.pointerId) return;
    const { mode, time } = press;
    press = null;
    if (mode === 'bar') return;
    // A finger that rests before it lifts does not throw.
    if (event.timeStamp - time > 80) targets.scroller().grab();
    targets.scroller().release();
    if (mode !== 'press' || event.type !== 'pointerup') return;
    const { x, y } = at(event);
    targets.targetAt(x, y)?.();
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (targets.wheel(Math.sign(event.deltaY))) return;
    const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaMode === 1 ? event.deltaY * LINE_PIXELS : event.deltaY * 10 * LINE_PIXELS;
    targets.scroller().by(pixels / targets.unit());
    targets.scrolled();
  };

  element.addEventListener('pointerdown', onDown);
  element.addEventListener('pointermove', onMove);
  element.addEventListener('pointerup', onUp);
  element.addEventListener('pointercancel', onUp);
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', onDown);
    element.removeEventListener('pointermove', onMove);
    element.removeEventListener('pointerup', onUp);
    element.removeEventListener('pointercancel', onUp);
    element.removeEventListener('wheel', onWheel);
  };
}
