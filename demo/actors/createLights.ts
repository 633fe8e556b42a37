import type * as Phaser from 'phaser';
import type { Point } from '../match/world.js';

export interface Light extends Point {
  radius: number;
  color: number;
  /** 0 to 1. */
  power: number;
}

export interface Lights {
  /** Draws all lights as they are now. */
  draw(lights: Iterable<Light>): void;
}

/** Pixels along the map's longer side: light is soft, so few will do. */
const MAP_SIZE = 224;
const LAMP = 64;
const DEPTH = 5_000;
const KEY = 'light-map';

/**
 * Light on everything below: a small picture of all lights, stretched over what the camera sees and
 * multiplied with it. Drawn on a plain canvas, as so little is quicker sent to the graphics card than drawn there.
 * `paintAmbient` darkens, in world units, what lies in shade; the rest stays as bright as it is painted.
 */
export function createLights(scene: Phaser.Scene, paintAmbient: (pen: CanvasRenderingContext2D) => void): Lights {
  const { textures } = scene.sys;
  if (textures.exists(KEY)) textures.remove(KEY);
  const texture = textures.createCanvas(KEY, MAP_SIZE, MAP_SIZE)!;
  const pen = texture.context;
  const image = scene.add.image(0, 0, KEY).setOrigin(0, 0).setDepth(DEPTH).setBlendMode('MULTIPLY');
  const lamps = new Map<number, HTMLCanvasElement>();

  function lampOf(color: number): HTMLCanvasElement {
    let lamp = lamps.get(color);
    if (!lamp) lamps.set(color, (lamp = paintLamp(color)));
    return lamp;
  }

  return {
    draw(lights) {
      const view = scene.cameras.main.worldView;
      const scale = MAP_SIZE / Math.max(view.width, view.height, 1);
      pen.globalCompositeOperation = 'source-over';
      pen.globalAlpha = 1;
      pen.fillStyle = '#ffffff';
      pen.fillRect(0, 0, MAP_SIZE, MAP_SIZE);
      pen.setTransform(scale, 0, 0, scale, -view.x * scale, -view.y * scale);
      paintAmbient(pen);
      pen.resetTransform();
      pen.globalCompositeOperation = 'lighter';
      for (const { x, y, radius, color, power } of lights) {
        const size = radius * scale;
        pen.globalAlpha = power;
        pen.drawImage(lampOf(color), (x - view.x) * scale - size, (y - view.y) * scale - size * 0.82, size * 2, size * 1.64);
      }
      texture.refresh();
      image.setPosition(view.x, view.y).setScale(1 / scale);
    },
  };
}

function paintLamp(color: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = LAMP;
  const pen = canvas.getContext('2d')!;
  const rgb = `${color >> 16},${(color >> 8) & 255},${color & 255}`;
  const gradient = pen.createRadialGradient(LAMP / 2, LAMP / 2, 0, LAMP / 2, LAMP / 2, LAMP / 2);
  gradient.addColorStop(0, `rgba(${rgb},0.75)`);
  gradient.addColorStop(0.4, `rgba(${rgb},0.4)`);
  gradient.addColorStop(0.75, `rgba(${rgb},0.1)`);
  gradient.addColorStop(1, `rgba(${rgb},0)`);
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, LAMP, LAMP);
  return canvas;
}
