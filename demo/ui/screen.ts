import type * as Phaser from 'phaser';

/** Keeps the canvas as large as the window, with one pixel for each of the screen's. */
export function fillWindow(game: Phaser.Game): void {
  const fit = (): void => {
    const ratio = pixelRatio();
    game.scale.setZoom(1 / ratio);
    game.scale.resize(Math.round(window.innerWidth * ratio), Math.round(window.innerHeight * ratio));
  };
  window.addEventListener('resize', fit);
  watchRatio(fit);
  game.events.once('destroy', () => window.removeEventListener('resize', fit));
}

/** More than three pixels a point cost time, and nobody sees them. */
export function pixelRatio(): number {
  return Math.min(3, Math.max(1, window.devicePixelRatio || 1));
}

// A window dragged to another screen gets another ratio; a media query is the only word of it.
function watchRatio(changed: () => void): void {
  const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  query.addEventListener('change', () => {
    changed();
    watchRatio(changed);
  }, { once: true });
}

/** Narrower windows get the layout of a phone. */
export const NARROW = 720;

export interface Screen {
  /** In CSS pixels. */
  width: number;
  height: number;
  narrow: boolean;
}

/** Lets a scene count in CSS pixels, and calls `layout` now and whenever the window changes. */
export function useCssPixels(scene: Phaser.Scene, layout: (screen: Screen) => void): void {
  const apply = (): void => {
    const ratio = pixelRatio();
    scene.cameras.main.setOrigin(0, 0).setZoom(ratio);
    const width = scene.scale.width / ratio;
    const height = scene.scale.height / ratio;
    layout({ width, height, narrow: width < NARROW });
  };
  scene.scale.on('resize', apply);
  scene.events.once('shutdown', () => scene.scale.off('resize', apply));
  apply();
}
