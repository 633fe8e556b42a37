import type * as Phaser from 'phaser';
import { ellipse, paint } from './paint.js';
import { star } from './paintThings.js';

type Pen = CanvasRenderingContext2D;

/** What players can show without words; the keys 1 to 4 in this order. */
export const EMOTES = ['wave', 'heart', 'laugh', 'star'] as const;
export type Emote = (typeof EMOTES)[number];

export function isEmote(value: unknown): value is Emote {
  return (EMOTES as readonly unknown[]).includes(value);
}

/** Paints each emote as an icon of 40 by 40. */
export function paintEmotes(textures: Phaser.Textures.TextureManager): void {
  const icons: Record<Emote, (pen: Pen) => void> = { wave, heart, laugh, star: goldStar };
  for (const emote of EMOTES) paint(textures, `emote-${emote}`, 40, 40, icons[emote], 3);
  paint(textures, 'emote-back', 64, 72, (pen) => {
    pen.shadowColor = 'rgba(10,12,44,0.45)';
    pen.shadowBlur = 12;
    pen.shadowOffsetY = 4;
    pen.fillStyle = '#ffffff';
    pen.beginPath();
    pen.arc(32, 30, 25, Math.PI * 0.62, Math.PI * 0.38);
    pen.quadraticCurveTo(36, 60, 32, 64);
    pen.quadraticCurveTo(28, 60, 32 + 25 * Math.cos(Math.PI * 0.62), 30 + 25 * Math.sin(Math.PI * 0.62));
    pen.fill();
  }, 3);
  paint(textures, 'heart', 24, 24, (pen) => {
    pen.scale(0.6, 0.6);
    heart(pen);
  }, 3);
  paint(textures, 'crown', 44, 34, crown, 3);
}

function wave(pen: Pen): void {
  pen.translate(20, 22);
  pen.rotate(0.28);
  const skin = pen.createLinearGradient(-8, -14, 8, 14);
  skin.addColorStop(0, '#ffdd7a');
  skin.addColorStop(1, '#f2a83e');
  pen.fillStyle = skin;
  pen.strokeStyle = '#c97b22';
  pen.lineWidth = 1.1;
  const finger = (x: number, y: number, length: number, turn: number): void => {
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    pen.beginPath();
    pen.roundRect(-2.6, -length, 5.2, length + 6, 2.6);
    pen.fill();
    pen.stroke();
    pen.restore();
  };
  finger(-7, 2, 11, -0.28);
  finger(-2.4, -1, 14, -0.08);
  finger(2.6, -1, 13.5, 0.1);
  finger(7, 2, 10.5, 0.3);
  finger(-7.5, 8.5, 8.5, -1.05);
  pen.beginPath();
  pen.roundRect(-9, -1, 18, 16, 8);
  pen.fill();
  pen.strokeStyle = '#6d7bff';
  pen.lineWidth = 2.2;
  pen.lineCap = 'round';
  for (const side of [-1, 1]) {
    pen.beginPath();
    pen.arc(0, 2, 17.5, side === 1 ? -0.75 : Math.PI + 0.35, side === 1 ? -0.35 : Math.PI + 0.75);
    pen.stroke();
  }
}

function heart(pen: Pen): void {
  const red = pen.createRadialGradient(15, 13, 2, 20, 20, 20);
  red.addColorStop(0, '#ff9db5');
  red.addColorStop(0.5, '#ff4f7d');
  red.addColorStop(1, '#d41f5c');
  pen.fillStyle = red;
  pen.beginPath();
  pen.moveTo(20, 35);
  pen.bezierCurveTo(2, 23, 2, 7, 12, 6);
  pen.bezierCurveTo(17, 5.5, 19.5, 9, 20, 12);
  pen.bezierCurveTo(20.5, 9, 23, 5.5, 28, 6);
  pen.bezierCurveTo(38, 7, 38, 23, 20, 35);
  pen.fill();
  pen.fillStyle = 'rgba(255,255,255,0.65)';
  ellipse(pen, 12.5, 12, 3.2, 2.1, -0.6);
  pen.fill();
}

function laugh(pen: Pen): void {
  const face = pen.createRadialGradient(15, 13, 2, 20, 20, 18);
  face.addColorStop(0, '#fff0a8');
  face.addColorStop(0.6, '#ffd34d');
  face.addColorStop(1, '#f0a02c');
  pen.fillStyle = face;
  ellipse(pen, 20, 20, 16, 16);
  pen.fill();
  pen.strokeStyle = '#5b2c12';
  pen.lineWidth = 2.4;
  pen.lineCap = 'round';
  for (const x of [13.5, 26.5]) {
    pen.beginPath();
    pen.arc(x, 17, 3.2, Math.PI * 1.12, Math.PI * 1.88);
    pen.stroke();
  }
  pen.fillStyle = '#5b2c12';
  pen.beginPath();
  pen.moveTo(10.5, 21);
  pen.quadraticCurveTo(20, 23.5, 29.5, 21);
  pen.quadraticCurveTo(28.5, 33, 20, 33);
  pen.quadraticCurveTo(11.5, 33, 10.5, 21);
  pen.fill();
  pen.fillStyle = '#ff7d8f';
  ellipse(pen, 20, 30.2, 5, 2.4);
  pen.fill();
}

function goldStar(pen: Pen): void {
  pen.lineJoin = 'round';
  star(pen, 20, 21, 17.5, 8.6, 5, '#f2a020');
  star(pen, 20, 20, 15.6, 7.6, 5, '#ffd75a');
  star(pen, 18.6, 18.4, 9, 4.4, 5, '#fff2b8');
}

function crown(pen: Pen): void {
  const gold = pen.createLinearGradient(0, 4, 0, 32);
  gold.addColorStop(0, '#fff0a6');
  gold.addColorStop(0.5, '#ffcf4d');
  gold.addColorStop(1, '#df8f1f');
  pen.fillStyle = gold;
  pen.strokeStyle = '#a9640d';
  pen.lineWidth = 1.4;
  pen.lineJoin = 'round';
  pen.beginPath();
  pen.moveTo(6, 30);
  pen.lineTo(3, 10);
  pen.lineTo(13, 18);
  pen.lineTo(22, 4);
  pen.lineTo(31, 18);
  pen.lineTo(41, 10);
  pen.lineTo(38, 30);
  pen.quadraticCurveTo(22, 34, 6, 30);
  pen.fill();
  pen.stroke();
  for (const [x, y, color] of [[22, 24, '#ff6fb5'], [12, 25, '#3fe8d6'], [32, 25, '#3fe8d6']] as const) {
    pen.fillStyle = color;
    ellipse(pen, x, y, 2.6, 2.6);
    pen.fill();
  }
}
