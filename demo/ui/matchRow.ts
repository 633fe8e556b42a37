import type * as Phaser from 'phaser';
import { picture } from '../art/paint.js';
import { UI } from '../art/palette.js';
import type { ListedMatch } from '../match/codes.js';
import { box } from './box.js';
import { button } from './button.js';
import { label } from './label.js';

/** An open match: its code, who is in it, and the way in. */
export function matchRow(scene: Phaser.Scene, { code, players, max }: ListedMatch, width: number, onJoin: () => void): Phaser.GameObjects.Container {
  const full = players.length >= max;
  const row = scene.add.container(0, 0, [
    box(scene, width, 54, { radius: 14, fill: ['#27316b', '#1f2858'], alpha: 0.9, edge: '#3f4b92' }),
    label(scene, 16, 15, code, { size: 20, weight: 800, color: '#ffe9b8' }),
  ]);
  for (let seat = 0; seat < max; seat++) {
    const player = players[seat];
    const figure = picture(scene, player ? `body-${player.color}` : 'spark', 104 + seat * 34, 28);
    row.add(player ? figure.setScale(figure.scaleX * 0.4) : figure.setTint(0x8a94d6).setAlpha(0.5));
  }
  const names = label(scene, 104 + max * 34 - 6, 19, players.map(({ name }) => name.split(' ')[0]).join(', '), { size: 14, color: UI.soft });
  // What does not fit is left out rather than drawn under the button.
  const space = width - (104 + max * 34) - 92;
  if (space < 40) names.setText('');
  while (names.width > space && names.text.length > 1) names.setText(`${names.text.replace('…', '').slice(0, -1)}…`);
  row.add(names);
  if (full) row.add(label(scene, width - 46, 27, 'Full', { size: 16, color: UI.soft }).setOrigin(0.5));
  else row.add(button(scene, { width: 76, height: 40, text: 'Join', size: 16, name: `join ${code}`, onPress: onJoin }).setPosition(width - 46, 27));
  return row;
}
