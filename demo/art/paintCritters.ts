import type * as Phaser from 'phaser';
import { faded, PLAYER_COLORS } from './palette.js';
import { ellipse, paint } from './paint.js';

type Pen = CanvasRenderingContext2D;
type Colors = (typeof PLAYER_COLORS)[number];

/** Width and height of a body's picture; its feet stand at the bottom. */
export const BODY = { width: 76, height: 72 } as const;

/** Paints all parts of the players' figures. */
export function paintCritters(textures: Phaser.Textures.TextureManager): void {
  PLAYER_COLORS.forEach((colors, index) => {
    paint(textures, `body-${index}`, BODY.width, BODY.height, (pen) => body(pen, colors));
    paint(textures, `foot-${index}`, 24, 16, (pen) => foot(pen, colors));
    paint(textures, `hand-${index}`, 20, 20, (pen) => hand(pen, colors));
    paint(textures, `antenna-${index}`, 28, 40, (pen) => antenna(pen, colors));
  });
  paint(textures, 'eye', 20, 24, (pen) => {
    pen.fillStyle = '#ffffff';
    ellipse(pen, 10, 12, 8.5, 10.5);
    pen.fill();
    pen.fillStyle = 'rgba(60,50,120,0.16)';
    pen.beginPath();
    pen.ellipse(10, 12, 8.5, 10.5, 0, Math.PI, 0);
    pen.ellipse(10, 15, 8.5, 10.5, 0, 0, Math.PI, true);
    pen.fill();
  });
  paint(textures, 'pupil', 14, 16, (pen) => {
    pen.fillStyle = '#1b1640';
    ellipse(pen, 7, 8, 5, 6.2);
    pen.fill();
    pen.fillStyle = '#ffffff';
    ellipse(pen, 8.8, 5.6, 1.9, 2.1);
    pen.fill();
    pen.fillStyle = 'rgba(255,255,255,0.65)';
    ellipse(pen, 5.2, 10.4, 1.1, 1.1);
    pen.fill();
  });
  paint(textures, 'mouth-smile', 18, 12, (pen) => {
    pen.strokeStyle = '#3b1d46';
    pen.lineWidth = 2.3;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.arc(9, 1, 6.4, Math.PI * 0.2, Math.PI * 0.8);
    pen.stroke();
  });
  paint(textures, 'mouth-open', 18, 16, (pen) => {
    pen.fillStyle = '#43163f';
    pen.beginPath();
    pen.moveTo(2, 3);
    pen.quadraticCurveTo(9, 0.5, 16, 3);
    pen.quadraticCurveTo(15.5, 14.5, 9, 14.5);
    pen.quadraticCurveTo(2.5, 14.5, 2, 3);
    pen.fill();
    pen.fillStyle = '#ff7f96';
    ellipse(pen, 9, 12, 4.2, 2.5);
    pen.fill();
  });
  paint(textures, 'shadow', 84, 30, (pen) => {
    pen.scale(1, 30 / 84);
    const gradient = pen.createRadialGradient(42, 42, 6, 42, 42, 42);
    gradient.addColorStop(0, 'rgba(8,8,34,0.62)');
    gradient.addColorStop(0.6, 'rgba(8,8,34,0.34)');
    gradient.addColorStop(1, 'rgba(8,8,34,0)');
    pen.fillStyle = gradient;
    pen.fillRect(0, 0, 84, 84);
  });
}

function bodyPath(pen: Pen): void {
  pen.beginPath();
  pen.moveTo(38, 5);
  pen.bezierCurveTo(58, 5, 68, 24, 71, 45);
  pen.bezierCurveTo(73.5, 62, 62, 69, 38, 69);
  pen.bezierCurveTo(14, 69, 2.5, 62, 5, 45);
  pen.bezierCurveTo(8, 24, 18, 5, 38, 5);
  pen.closePath();
}

function body(pen: Pen, { base, light, dark }: Colors): void {
  bodyPath(pen);
  const round = pen.createRadialGradient(29, 22, 4, 38, 40, 44);
  round.addColorStop(0, light);
  round.addColorStop(0.45, base);
  round.addColorStop(1, dark);
  pen.fillStyle = round;
  pen.fill();
  pen.save();
  pen.clip();
  // Light from the antenna on the brow, a pale belly, a warm rim along the lower edge.
  const belly = pen.createRadialGradient(38, 62, 2, 38, 62, 24);
  belly.addColorStop(0, faded(light, 0.85));
  belly.addColorStop(1, faded(light, 0));
  pen.fillStyle = belly;
  ellipse(pen, 38, 60, 22, 15);
  pen.fill();
  pen.strokeStyle = 'rgba(255,255,255,0.5)';
  pen.lineWidth = 4;
  pen.beginPath();
  pen.moveTo(14.5, 34);
  pen.bezierCurveTo(18, 20, 25, 11.5, 36, 9.5);
  pen.lineCap = 'round';
  pen.stroke();
  pen.strokeStyle = faded(dark, 0.6);
  pen.lineWidth = 6;
  bodyPath(pen);
  pen.stroke();
  pen.restore();
  for (const x of [17, 59]) {
    const cheek = pen.createRadialGradient(x, 46, 0, x, 46, 8);
    cheek.addColorStop(0, 'rgba(255,92,128,0.6)');
    cheek.addColorStop(1, 'rgba(255,92,128,0)');
    pen.fillStyle = cheek;
    pen.fillRect(x - 8, 38, 16, 16);
  }
}

function foot(pen: Pen, { base, dark }: Colors): void {
  const gradient = pen.createLinearGradient(0, 2, 0, 14);
  gradient.addColorStop(0, base);
  gradient.addColorStop(1, dark);
  pen.fillStyle = gradient;
  ellipse(pen, 12, 8, 10.5, 6.8);
  pen.fill();
}

function hand(pen: Pen, { base, light, dark }: Colors): void {
  const gradient = pen.createRadialGradient(8, 7, 1, 10, 10, 9);
  gradient.addColorStop(0, light);
  gradient.addColorStop(0.6, base);
  gradient.addColorStop(1, dark);
  pen.fillStyle = gradient;
  ellipse(pen, 10, 10, 8.2, 8.2);
  pen.fill();
}

function antenna(pen: Pen, { light, dark }: Colors): void {
  pen.strokeStyle = dark;
  pen.lineWidth = 3.6;
  pen.lineCap = 'round';
  pen.beginPath();
  pen.moveTo(14, 39);
  pen.quadraticCurveTo(12, 24, 16, 13);
  pen.stroke();
  const bulb = pen.createRadialGradient(14.5, 8.5, 0.5, 16, 10, 8);
  bulb.addColorStop(0, '#ffffff');
  bulb.addColorStop(0.5, light);
  bulb.addColorStop(1, faded(light, 0.85));
  pen.fillStyle = bulb;
  ellipse(pen, 16, 10, 7.2, 7.2);
  pen.fill();
}
