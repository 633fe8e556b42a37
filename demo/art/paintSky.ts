import type * as Phaser from 'phaser';
import { faded, NIGHT } from './palette.js';
import { ellipse, paint, seededRandom } from './paint.js';

type Pen = CanvasRenderingContext2D;

/** Paints the sky, its clouds and the small islands that float in it. */
export function paintSky(textures: Phaser.Textures.TextureManager): void {
  // Stretched over any screen: a column of colours is enough.
  paint(textures, 'sky', 4, 512, (pen) => {
    const sky = pen.createLinearGradient(0, 0, 0, 512);
    sky.addColorStop(0, NIGHT.skyTop);
    sky.addColorStop(0.45, NIGHT.skyMiddle);
    sky.addColorStop(0.8, NIGHT.skyLow);
    sky.addColorStop(1, NIGHT.skyGlow);
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 4, 512);
  }, 1);
  paint(textures, 'moon', 150, 150, moon);
  paint(textures, 'cloud', 420, 160, cloud, 1);
  paint(textures, 'islet', 300, 220, (pen) => islet(pen, 3, 300));
  paint(textures, 'stage', 760, 330, (pen) => islet(pen, 11, 760));
}

function moon(pen: Pen): void {
  pen.save();
  const disc = pen.createRadialGradient(62, 58, 8, 75, 75, 62);
  disc.addColorStop(0, '#fffdf0');
  disc.addColorStop(0.7, '#ffe9c2');
  disc.addColorStop(1, '#e9c6d8');
  pen.fillStyle = disc;
  ellipse(pen, 75, 75, 58, 58);
  pen.fill();
  pen.fillStyle = 'rgba(214,166,190,0.35)';
  for (const [x, y, r] of [[52, 62, 12], [92, 88, 15], [88, 48, 7], [60, 98, 8], [108, 66, 6]] as const) {
    ellipse(pen, x, y, r, r * 0.92);
    pen.fill();
  }
  pen.restore();
}

function cloud(pen: Pen): void {
  for (const [x, y, r] of [[72, 96, 56], [118, 86, 66], [160, 76, 72], [210, 80, 78], [262, 74, 72], [306, 86, 66], [350, 100, 54]] as const) {
    const puff = pen.createRadialGradient(x, y, 0, x, y, r);
    puff.addColorStop(0, 'rgba(200,196,255,0.2)');
    puff.addColorStop(1, 'rgba(200,196,255,0)');
    pen.fillStyle = puff;
    pen.fillRect(x - r, y - r, r * 2, r * 2);
  }
}

/** A piece of meadow with its roots hanging in the air. */
function islet(pen: Pen, seed: number, width: number): void {
  const random = seededRandom(seed);
  const top = 70;
  const half = width / 2;
  const rx = half - 14;
  const ry = Math.min(52, width * 0.14);
  const depth = Math.min(200, width * 0.46);
  const rock = pen.createLinearGradient(0, top, 0, top + depth);
  rock.addColorStop(0, '#6a5a9a');
  rock.addColorStop(1, '#2b2458');
  pen.fillStyle = rock;
  pen.beginPath();
  pen.moveTo(14, top);
  const teeth = Math.round(width / 44);
  for (let tooth = 1; tooth < teeth; tooth++) {
    const part = tooth / teeth;
    const hang = Math.sin(part * Math.PI) * depth * (tooth % 2 === 0 ? 0.62 : 0.98) * (0.82 + random() * 0.18);
    pen.lineTo(14 + part * rx * 2, top + 14 + hang);
  }
  pen.lineTo(width - 14, top);
  pen.fill();
  pen.fillStyle = 'rgba(16,10,50,0.3)';
  pen.beginPath();
  pen.moveTo(half + rx * 0.2, top);
  pen.lineTo(half + rx * 0.1, top + depth * 0.8);
  pen.lineTo(width - 14, top);
  pen.fill();
  const grass = pen.createRadialGradient(half - rx * 0.25, top - ry * 0.4, 6, half, top, rx);
  grass.addColorStop(0, '#7fd6a2');
  grass.addColorStop(0.6, '#449a82');
  grass.addColorStop(1, '#2a6a6d');
  pen.fillStyle = grass;
  ellipse(pen, half, top, rx, ry);
  pen.fill();
  pen.strokeStyle = faded('#d8ffe6', 0.35);
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.ellipse(half, top, rx - 2, ry - 2, 0, Math.PI * 1.05, Math.PI * 1.95);
  pen.stroke();
  pen.lineCap = 'round';
  for (let blade = 0; blade < width / 3; blade++) {
    const angle = random() * Math.PI * 2;
    const away = Math.sqrt(random()) * 0.94;
    const x = half + Math.cos(angle) * rx * away;
    const y = top + Math.sin(angle) * ry * away;
    pen.strokeStyle = random() < 0.5 ? 'rgba(170,242,190,0.5)' : 'rgba(20,80,84,0.5)';
    pen.lineWidth = 1.8;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + (random() - 0.5) * 5, y - 5 - random() * 6);
    pen.stroke();
  }
}
