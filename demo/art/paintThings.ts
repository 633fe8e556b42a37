import type * as Phaser from 'phaser';
import { faded, GEM_COLORS } from './palette.js';
import { ellipse, paint, seededRandom, softDisc } from './paint.js';

type Pen = CanvasRenderingContext2D;
type Colors = (typeof GEM_COLORS)[number];

/** Paints gems, glows, and what stands in the glade. */
export function paintThings(textures: Phaser.Textures.TextureManager): void {
  GEM_COLORS.forEach((colors, kind) => paint(textures, `gem-${kind}`, 44, 52, (pen) => gem(pen, colors, kind === GEM_COLORS.length - 1)));
  paint(textures, 'glow', 128, 128, (pen) => softDisc(pen, 64, [[0, 'rgba(255,255,255,1)'], [0.25, 'rgba(255,255,255,0.55)'], [0.6, 'rgba(255,255,255,0.16)'], [1, 'rgba(255,255,255,0)']]), 1);
  paint(textures, 'spark', 16, 16, (pen) => softDisc(pen, 8, [[0, 'rgba(255,255,255,1)'], [0.35, 'rgba(255,255,255,0.8)'], [1, 'rgba(255,255,255,0)']]));
  paint(textures, 'twinkle', 24, 24, (pen) => star(pen, 12, 12, 11, 1.6, 4, '#ffffff'));
  paint(textures, 'ring', 128, 128, (pen) => {
    pen.strokeStyle = '#ffffff';
    pen.lineWidth = 5;
    ellipse(pen, 64, 64, 58, 58);
    pen.stroke();
  }, 1);
  paint(textures, 'mark', 72, 44, (pen) => {
    pen.strokeStyle = 'rgba(255,255,255,0.9)';
    pen.lineWidth = 3.5;
    pen.setLineDash([14, 9]);
    ellipse(pen, 36, 22, 32, 18);
    pen.stroke();
  });
  paint(textures, 'confetti', 10, 6, (pen) => {
    pen.fillStyle = '#ffffff';
    pen.roundRect(0, 0, 10, 6, 2);
    pen.fill();
  });
  paint(textures, 'tree', 190, 230, tree);
  paint(textures, 'mushroom', 96, 96, mushroom);
  paint(textures, 'stone', 150, 130, stone);
}

function gem(pen: Pen, { base, light, dark }: Colors, rare: boolean): void {
  // A cut stone seen from the side: crown above the girdle, pavilion below.
  const top = rare ? 4 : 8;
  const crown: [number, number][] = [[13, top], [31, top], [41, 19], [3, 19]];
  const facets: { points: [number, number][]; color: string }[] = [
    { points: [[3, 19], [13, top], [15, 19]], color: base },
    { points: [[13, top], [31, top], [15, 19]], color: light },
    { points: [[31, top], [29, 19], [15, 19]], color: '#ffffff' },
    { points: [[31, top], [41, 19], [29, 19]], color: base },
    { points: [[3, 19], [15, 19], [22, 48]], color: dark },
    { points: [[15, 19], [29, 19], [22, 48]], color: base },
    { points: [[29, 19], [41, 19], [22, 48]], color: faded(dark, 0.92) },
  ];
  pen.lineJoin = 'round';
  for (const { points, color } of facets) {
    pen.beginPath();
    points.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.closePath();
    pen.fillStyle = color;
    pen.strokeStyle = color;
    pen.lineWidth = 1;
    pen.fill();
    pen.stroke();
  }
  pen.strokeStyle = 'rgba(255,255,255,0.75)';
  pen.lineWidth = 1.4;
  pen.beginPath();
  [...crown.slice(3), ...crown.slice(0, 3), [22, 48] as [number, number], [3, 19] as [number, number]].forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.stroke();
}

export function star(pen: Pen, x: number, y: number, outer: number, inner: number, points: number, color: string): void {
  pen.fillStyle = color;
  pen.beginPath();
  for (let corner = 0; corner < points * 2; corner++) {
    const angle = (corner * Math.PI) / points - Math.PI / 2;
    const radius = corner % 2 === 0 ? outer : inner;
    pen.lineTo(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius);
  }
  pen.closePath();
  pen.fill();
}

function tree(pen: Pen): void {
  const trunk = pen.createLinearGradient(80, 0, 112, 0);
  trunk.addColorStop(0, '#8a5f7e');
  trunk.addColorStop(1, '#4b3158');
  pen.fillStyle = trunk;
  pen.beginPath();
  pen.moveTo(70, 226);
  pen.quadraticCurveTo(86, 200, 84, 140);
  pen.lineTo(108, 140);
  pen.quadraticCurveTo(106, 200, 124, 226);
  pen.quadraticCurveTo(97, 232, 70, 226);
  pen.fill();
  const crowns: [number, number, number][] = [[52, 112, 44], [140, 112, 44], [96, 126, 46], [66, 66, 44], [126, 66, 44], [96, 46, 42]];
  for (const [x, y, radius] of crowns) {
    const leaf = pen.createRadialGradient(x - radius * 0.35, y - radius * 0.45, 2, x, y, radius);
    leaf.addColorStop(0, '#8fe0b5');
    leaf.addColorStop(0.5, '#4aa88e');
    leaf.addColorStop(1, '#2a6f74');
    pen.fillStyle = leaf;
    ellipse(pen, x, y, radius, radius * 0.94);
    pen.fill();
  }
  lantern(pen, 146, 152);
  const random = seededRandom(7);
  for (let leaf = 0; leaf < 46; leaf++) {
    const angle = random() * Math.PI * 2;
    const away = Math.sqrt(random()) * 74;
    pen.fillStyle = random() < 0.5 ? 'rgba(196,255,214,0.22)' : 'rgba(18,60,78,0.2)';
    ellipse(pen, 96 + Math.cos(angle) * away, 86 + Math.sin(angle) * away * 0.78, 7, 3.6, random() * 3);
    pen.fill();
  }
}

function lantern(pen: Pen, x: number, y: number): void {
  pen.strokeStyle = '#4b3158';
  pen.lineWidth = 2.4;
  pen.beginPath();
  pen.moveTo(x, y - 22);
  pen.lineTo(x, y - 9);
  pen.stroke();
  const paper = pen.createRadialGradient(x, y, 1, x, y, 13);
  paper.addColorStop(0, '#fffbe0');
  paper.addColorStop(0.6, '#ffd77a');
  paper.addColorStop(1, '#ff9d4a');
  pen.fillStyle = paper;
  ellipse(pen, x, y, 10, 11.5);
  pen.fill();
  pen.fillStyle = '#4b3158';
  pen.fillRect(x - 5, y - 13, 10, 3);
  pen.fillRect(x - 5, y + 10, 10, 3);
}

function mushroom(pen: Pen): void {
  const stalk = pen.createLinearGradient(34, 0, 62, 0);
  stalk.addColorStop(0, '#fff1dc');
  stalk.addColorStop(1, '#b99fc4');
  pen.fillStyle = stalk;
  pen.beginPath();
  pen.moveTo(38, 50);
  pen.quadraticCurveTo(40, 74, 31, 90);
  pen.quadraticCurveTo(48, 96, 65, 90);
  pen.quadraticCurveTo(56, 74, 58, 50);
  pen.fill();
  const cap = pen.createRadialGradient(38, 22, 4, 48, 40, 48);
  cap.addColorStop(0, '#ffe3f4');
  cap.addColorStop(0.4, '#ff9bd2');
  cap.addColorStop(1, '#a8479e');
  pen.fillStyle = cap;
  pen.beginPath();
  pen.moveTo(5, 54);
  pen.bezierCurveTo(6, -8, 90, -8, 91, 54);
  pen.quadraticCurveTo(48, 67, 5, 54);
  pen.fill();
  pen.fillStyle = 'rgba(255,255,255,0.9)';
  for (const [x, y, r] of [[30, 28, 7], [56, 20, 5.5], [70, 40, 6.5], [46, 44, 4.5], [20, 46, 3.6]] as const) {
    ellipse(pen, x, y, r, r * 0.82);
    pen.fill();
  }
}

function stone(pen: Pen): void {
  const rock = pen.createLinearGradient(30, 0, 120, 130);
  rock.addColorStop(0, '#b9b7e0');
  rock.addColorStop(0.5, '#7a78b0');
  rock.addColorStop(1, '#443f78');
  pen.fillStyle = rock;
  pen.beginPath();
  pen.moveTo(10, 112);
  pen.bezierCurveTo(2, 70, 28, 18, 68, 10);
  pen.bezierCurveTo(108, 4, 146, 62, 142, 108);
  pen.bezierCurveTo(118, 128, 34, 130, 10, 112);
  pen.fill();
  pen.fillStyle = 'rgba(255,255,255,0.22)';
  pen.beginPath();
  pen.moveTo(24, 80);
  pen.bezierCurveTo(24, 50, 44, 22, 70, 18);
  pen.bezierCurveTo(52, 36, 40, 56, 38, 84);
  pen.fill();
  // Runes that glow, and moss.
  pen.strokeStyle = 'rgba(140,255,236,0.95)';
  pen.shadowColor = '#5ff5df';
  pen.shadowBlur = 14;
  pen.lineWidth = 3.4;
  pen.lineCap = 'round';
  pen.beginPath();
  pen.moveTo(76, 40);
  pen.lineTo(76, 84);
  pen.moveTo(76, 50);
  pen.lineTo(94, 62);
  pen.lineTo(76, 72);
  pen.moveTo(62, 58);
  pen.lineTo(76, 48);
  pen.stroke();
  pen.shadowBlur = 0;
  pen.fillStyle = 'rgba(95,190,140,0.9)';
  for (const [x, y, rx] of [[26, 112, 20], [58, 119, 26], [100, 118, 24], [128, 109, 15]] as const) {
    ellipse(pen, x, y, rx, 7);
    pen.fill();
  }
}
