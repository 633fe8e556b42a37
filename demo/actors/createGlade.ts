import type * as Phaser from 'phaser';
import { GLADE_DETAIL, GLADE_MARGIN } from '../art/paintGlade.js';
import { DETAIL, seededRandom } from '../art/paint.js';
import { OBSTACLES, WORLD, type Obstacle, type Point } from '../match/world.js';
import type { Light } from './createLights.js';

export interface Glade {
  /** What shines by itself. */
  readonly lights: readonly Light[];
  /** `watched` stand where trees must not hide them. */
  update(time: number, watched: readonly Point[]): void;
}

const GLOW: Record<Obstacle['kind'], { color: number; reach: number }> = {
  mushroom: { color: 0xff9fdc, reach: 165 },
  stone: { color: 0x7dffe9, reach: 190 },
  tree: { color: 0xffd38a, reach: 215 },
};
const ABOVE_LIGHT = 6_000;

/** The island with all that stands on it, and the sky around. */
export function createGlade(scene: Phaser.Scene): Glade {
  const random = seededRandom(9);
  const sky = scene.add.image(0, 0, 'sky').setOrigin(0, 0).setDepth(-100);
  const stars = Array.from({ length: 70 }, () => ({
    image: scene.add.image(random() * 2_400 - 400, random() * 1_700 - 400, 'spark').setScale(0.1 + random() * 0.25).setScrollFactor(0.35).setDepth(-95).setBlendMode('ADD'),
    phase: random() * 7,
  }));
  const clouds = Array.from({ length: 4 }, (_, index) => ({
    image: scene.add.image(random() * 2_400 - 300, index * 400 - 160, 'cloud').setScale(1.1 + random() * 0.5).setScrollFactor(0.55).setDepth(-90),
    speed: 6 + random() * 9,
  }));
  scene.add.image(-GLADE_MARGIN, -GLADE_MARGIN, 'glade').setOrigin(0, 0).setScale(1 / GLADE_DETAIL).setDepth(-50);

  const lights: Light[] = [];
  const trees: Phaser.GameObjects.Image[] = [];
  const pulses: { light: Light; halo: Phaser.GameObjects.Image; phase: number }[] = [];
  for (const { x, y, radius, kind } of OBSTACLES) {
    const size = kind === 'tree' ? radius / 40 : kind === 'stone' ? radius / 56 : radius / 23;
    const image = scene.add.image(x, y + radius * 0.55, kind).setOrigin(0.5, 0.94).setScale(size / DETAIL).setDepth(y + radius * 0.3);
    if (kind === 'tree') trees.push(image);
    const glow = GLOW[kind];
    // A tree's light is the lantern on its branch.
    const at = kind === 'tree' ? { x: x + 50 * size, y: y - 58 * size } : { x, y: y - radius * 0.55 };
    const light: Light = { ...at, radius: glow.reach, color: glow.color, power: 0.9 };
    const halo = scene.add.image(at.x, at.y, 'glow').setTint(glow.color).setBlendMode('ADD').setDepth(ABOVE_LIGHT).setScale(kind === 'tree' ? 1.1 : radius / 20);
    lights.push(light);
    pulses.push({ light, halo, phase: random() * 7 });
  }
  fireflies(scene);

  return {
    lights,
    update(time, watched) {
      const view = scene.cameras.main.worldView;
      sky.setPosition(view.x - 2, view.y - 2).setDisplaySize(view.width + 4, view.height + 4);
      for (const { image, phase } of stars) image.setAlpha(0.55 + 0.45 * Math.sin(time / 800 + phase));
      for (const { image, speed } of clouds) {
        image.x += speed / 60;
        if (image.x > WORLD.width + 700) image.x = -700;
      }
      for (const { light, halo, phase } of pulses) {
        const beat = Math.sin(time / 1_100 + phase);
        light.power = 0.8 + beat * 0.14;
        halo.setAlpha(0.2 + beat * 0.07);
      }
      for (const tree of trees) {
        const hides = watched.some(({ x, y }) => y < tree.y && y > tree.y - tree.displayHeight && Math.abs(x - tree.x) < tree.displayWidth / 2);
        tree.setAlpha(tree.alpha + ((hides ? 0.45 : 1) - tree.alpha) * 0.12);
        tree.setRotation(Math.sin(time / 1_900 + tree.x) * 0.012);
      }
    },
  };
}

function fireflies(scene: Phaser.Scene): void {
  const zone = { getRandomPoint: (point: Point) => Object.assign(point, { x: 100 + Math.random() * (WORLD.width - 200), y: 100 + Math.random() * (WORLD.height - 200) }) };
  scene.add
    .particles(0, 0, 'spark', {
      emitZone: { type: 'random', source: zone } as Phaser.Types.GameObjects.Particles.EmitZoneData,
      lifespan: 5_200, frequency: 190, speedX: { min: -22, max: 22 }, speedY: { min: -30, max: 4 },
      alpha: { onEmit: () => 0, onUpdate: (_particle, _key, t) => Math.sin(t * Math.PI) * (0.6 + 0.4 * Math.sin(t * 24)) },
      scale: { min: 0.25, max: 0.6 }, tint: 0xfff2a6, blendMode: 'ADD', advance: 4_000,
    })
    .setDepth(ABOVE_LIGHT + 10);
}
