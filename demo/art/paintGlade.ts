import type * as Phaser from 'phaser';
import { OBSTACLES, WORLD } from '../match/world.js';
import { faded, NIGHT } from './palette.js';
import { ellipse, paint, seededRandom } from './paint.js';

type Pen = CanvasRenderingContext2D;

/** The picture of the island reaches so far beyond the world. */
export const GLADE_MARGIN = 160;
export const GLADE_DETAIL = 1.5;
const RIM = 46;
const CLIFF = 96;

/** Paints the floating island on which matches are played. */
export function paintGlade(textures: Phaser.Textures.TextureManager): void {
  paint(textures, 'glade', WORLD.width + GLADE_MARGIN * 2, WORLD.height + GLADE_MARGIN * 2, (pen) => {
    pen.translate(GLADE_MARGIN, GLADE_MARGIN);
    glade(pen);
  }, GLADE_DETAIL);
}

/** Night falls on the island, and not on the sky around it. */
export function shadeGlade(pen: Pen): void {
  pen.fillStyle = NIGHT.ambient;
  islandPath(pen, 0, 6);
  pen.fill();
  pen.fillStyle = NIGHT.ambientLow;
  pen.beginPath();
  pen.roundRect(RIM, WORLD.height * 0.7, WORLD.width - RIM * 2, WORLD.height * 0.3 - RIM + CLIFF, [0, 0, 240, 240]);
  pen.rect(0, WORLD.height * 0.7, WORLD.width, 1);
  pen.save();
  pen.clip();
  pen.globalCompositeOperation = 'darken';
  pen.fillRect(0, 0, WORLD.width, WORLD.height + 400);
  pen.restore();
}

function islandPath(pen: Pen, drop = 0, grow = 0): void {
  pen.beginPath();
  pen.roundRect(RIM - grow, RIM + drop - grow, WORLD.width - RIM * 2 + grow * 2, WORLD.height - RIM * 2 + grow * 2, 240 + grow);
}

function glade(pen: Pen): void {
  const random = seededRandom(42);
  cliffs(pen, random);

  islandPath(pen);
  const grass = pen.createRadialGradient(WORLD.width / 2, WORLD.height * 0.42, 80, WORLD.width / 2, WORLD.height / 2, 900);
  grass.addColorStop(0, NIGHT.grassLight);
  grass.addColorStop(0.55, NIGHT.grass);
  grass.addColorStop(1, NIGHT.grassDark);
  pen.fillStyle = grass;
  pen.fill();

  pen.save();
  islandPath(pen);
  pen.clip();
  patches(pen, random);
  path(pen, random);
  tufts(pen, random);
  flowers(pen, random);
  for (const { x, y, radius } of OBSTACLES) {
    const shade = pen.createRadialGradient(x, y, radius * 0.4, x, y, radius * 2.1);
    shade.addColorStop(0, 'rgba(8,24,48,0.5)');
    shade.addColorStop(1, 'rgba(8,24,48,0)');
    pen.fillStyle = shade;
    pen.fillRect(x - radius * 2.2, y - radius * 2.2, radius * 4.4, radius * 4.4);
  }
  // The rim catches the moon's light.
  islandPath(pen, 0, -3);
  pen.strokeStyle = 'rgba(206,255,226,0.35)';
  pen.lineWidth = 7;
  pen.stroke();
  pen.restore();
}

function cliffs(pen: Pen, random: () => number): void {
  islandPath(pen, CLIFF);
  const rock = pen.createLinearGradient(0, WORLD.height - 330, 0, WORLD.height + CLIFF);
  rock.addColorStop(0, NIGHT.cliff);
  rock.addColorStop(1, NIGHT.cliffDark);
  pen.fillStyle = rock;
  pen.fill();
  // The sides between both outlines.
  pen.fillRect(RIM, WORLD.height / 2, WORLD.width - RIM * 2, CLIFF);
  for (let root = 0; root < 34; root++) {
    const x = 240 + random() * (WORLD.width - 480);
    const length = 30 + random() * 90;
    const width = 22 + random() * 40;
    pen.fillStyle = faded(NIGHT.cliffDark, 0.9);
    pen.beginPath();
    pen.moveTo(x - width, WORLD.height - RIM + CLIFF - 12);
    pen.quadraticCurveTo(x - 4, WORLD.height - RIM + CLIFF, x, WORLD.height - RIM + CLIFF + length * 0.7);
    pen.quadraticCurveTo(x + 4, WORLD.height - RIM + CLIFF, x + width, WORLD.height - RIM + CLIFF - 12);
    pen.fill();
  }
  pen.save();
  islandPath(pen, CLIFF);
  pen.clip();
  pen.lineWidth = 3;
  for (let layer = 0; layer < 70; layer++) {
    const x = random() * WORLD.width;
    const y = WORLD.height - 260 + random() * 330;
    pen.strokeStyle = random() < 0.5 ? 'rgba(190,170,255,0.12)' : 'rgba(10,6,40,0.28)';
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + 30 + random() * 80, y + 6 * random());
    pen.stroke();
  }
  pen.restore();
  // Grass hangs over the edge.
  pen.fillStyle = NIGHT.grassDark;
  for (let x = RIM + 215; x < WORLD.width - RIM - 215; x += 12) {
    ellipse(pen, x, WORLD.height - RIM + 2, 10, 7 + random() * 13);
    pen.fill();
  }
}

function patches(pen: Pen, random: () => number): void {
  for (let patch = 0; patch < 90; patch++) {
    const radius = 50 + random() * 130;
    const x = random() * WORLD.width;
    const y = random() * WORLD.height;
    const color = random() < 0.5 ? '#78c795' : '#225b66';
    pen.save();
    pen.translate(x, y);
    pen.scale(1, 0.62);
    const spot = pen.createRadialGradient(0, 0, 0, 0, 0, radius);
    spot.addColorStop(0, faded(color, 0.2));
    spot.addColorStop(1, faded(color, 0));
    pen.fillStyle = spot;
    pen.fillRect(-radius, -radius, radius * 2, radius * 2);
    pen.restore();
  }
}

/** A ring of trodden earth around the rune stone. */
function path(pen: Pen, random: () => number): void {
  for (let step = 0; step < 150; step++) {
    const angle = (step / 150) * Math.PI * 2 + random() * 0.03;
    const x = WORLD.width / 2 + Math.cos(angle) * (235 + random() * 34);
    const y = WORLD.height / 2 + Math.sin(angle) * (168 + random() * 30);
    pen.fillStyle = `rgba(${226 - random() * 30},${206 - random() * 30},${176 - random() * 20},${0.1 + random() * 0.13})`;
    ellipse(pen, x, y, 12 + random() * 18, 7 + random() * 9, random());
    pen.fill();
  }
}

function tufts(pen: Pen, random: () => number): void {
  pen.lineCap = 'round';
  for (let tuft = 0; tuft < 1_300; tuft++) {
    const x = random() * WORLD.width;
    const y = random() * WORLD.height;
    pen.strokeStyle = random() < 0.55 ? 'rgba(150,232,176,0.4)' : 'rgba(20,72,80,0.5)';
    pen.lineWidth = 1.6 + random();
    for (const lean of [-5, 0, 5]) {
      pen.beginPath();
      pen.moveTo(x + lean * 0.4, y);
      pen.quadraticCurveTo(x + lean * 0.6, y - 6, x + lean, y - 7 - random() * 7);
      pen.stroke();
    }
  }
}

function flowers(pen: Pen, random: () => number): void {
  const colors = ['#ffd9f2', '#c9e4ff', '#fff2b3', '#d9c9ff'];
  for (let bed = 0; bed < 46; bed++) {
    const x = random() * WORLD.width;
    const y = random() * WORLD.height;
    const color = colors[Math.floor(random() * colors.length)]!;
    for (let flower = 0; flower < 3 + random() * 5; flower++) {
      const fx = x + (random() - 0.5) * 70;
      const fy = y + (random() - 0.5) * 44;
      pen.fillStyle = faded(color, 0.9);
      for (let petal = 0; petal < 5; petal++) {
        const angle = (petal / 5) * Math.PI * 2;
        ellipse(pen, fx + Math.cos(angle) * 2.9, fy + Math.sin(angle) * 2.4, 2.2, 1.9);
        pen.fill();
      }
      pen.fillStyle = '#ffbf4a';
      ellipse(pen, fx, fy, 1.6, 1.4);
      pen.fill();
    }
  }
}
