import type * as Phaser from 'phaser';

/** Pixels of a texture per unit of length: sharp on a screen of two pixels a point. */
export const DETAIL = 2;

/** Draws a texture once, in units of length; show it by `picture`, which scales it back. */
export function paint(textures: Phaser.Textures.TextureManager, key: string, width: number, height: number, draw: (pen: CanvasRenderingContext2D) => void, detail = DETAIL): void {
  if (textures.exists(key)) return;
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * detail);
  canvas.height = Math.ceil(height * detail);
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  pen.scale(detail, detail);
  draw(pen);
  addPainted(textures, key, canvas);
}

/** A finished canvas as a texture, sent to the graphics card once; Phaser's own canvas textures are sent empty first. */
export function addPainted(textures: Phaser.Textures.TextureManager, key: string, canvas: HTMLCanvasElement): void {
  textures.create(key, canvas as unknown as HTMLImageElement, canvas.width, canvas.height)?.add('__BASE', 0, 0, 0, canvas.width, canvas.height);
}

/** An image of a painted texture in units of length. */
export function picture(scene: Phaser.Scene, key: string, x = 0, y = 0, detail = DETAIL): Phaser.GameObjects.Image {
  return scene.make.image({ key, x, y, add: false }, false).setScale(1 / detail);
}

/** Random numbers that are the same each time: every player sees the same grass. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function ellipse(pen: CanvasRenderingContext2D, x: number, y: number, rx: number, ry: number, turn = 0): void {
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2);
}

/** A round glow from a colour to nothing. */
export function softDisc(pen: CanvasRenderingContext2D, radius: number, stops: readonly [number, string][]): void {
  const gradient = pen.createRadialGradient(radius, radius, 0, radius, radius, radius);
  for (const [at, color] of stops) gradient.addColorStop(at, color);
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, radius * 2, radius * 2);
}
