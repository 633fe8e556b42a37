import type { Surface } from './Surface.js';

/** A canvas of its own in the page, as sharp as the screen whatever the game's resolution. */
export function pageSurface(parent: HTMLElement): Surface {
  const canvas = document.createElement('canvas');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
  canvas.setAttribute('aria-hidden', 'true');
  parent.prepend(canvas);
  const context = canvas.getContext('2d')!;
  return {
    context,
    get ratio() {
      const dpr = window.devicePixelRatio || 1;
      return { x: dpr, y: dpr };
    },
    place(box) {
      canvas.width = Math.max(1, Math.round(box.width * this.ratio.x));
      canvas.height = Math.max(1, Math.round(box.height * this.ratio.y));
    },
    commit() {},
    setVisible(visible) {
      canvas.style.display = visible ? '' : 'none';
    },
    destroy: () => canvas.remove(),
  };
}
