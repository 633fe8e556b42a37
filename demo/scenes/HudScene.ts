import type * as Phaser from 'phaser';
import { picture } from '../art/paint.js';
import { EMOTES } from '../art/paintEmotes.js';
import { GEM_COLORS, PLAYER_COLORS, tint, UI } from '../art/palette.js';
import { GOAL } from '../match/world.js';
import { box } from '../ui/box.js';
import { button } from '../ui/button.js';
import { label } from '../ui/label.js';
import { NARROW, useCssPixels, type Screen } from '../ui/screen.js';
import { toast } from '../ui/toast.js';
import { DemoScene } from './DemoScene.js';
import type { MatchScene } from './MatchScene.js';

const KEYS = ['ONE', 'TWO', 'THREE', 'FOUR'] as const;
const ROW = 34;

/** Score, buttons and notices over a match; counts in CSS pixels. */
export class HudScene extends DemoScene {
  private match!: MatchScene;
  private screen: Screen = { width: 0, height: 0, narrow: false };
  private scores!: Phaser.GameObjects.Container;
  private shownScores = '';
  private shownWinner = '';
  private lost!: Phaser.GameObjects.Container;
  private menu: Phaser.GameObjects.Container | null = null;

  create({ match, code }: { match: MatchScene; code: string }): void {
    this.match = match;
    this.shownScores = this.shownWinner = '';
    this.menu = null;
    const leave = button(this, { width: 96, height: 40, text: '‹ Leave', size: 16, name: 'leave', onPress: () => void match.leave() });
    const invite = button(this, { width: 178, height: 40, text: `${code}   invite`, size: 16, name: 'invite', onPress: () => void this.invite() });
    const emotes = EMOTES.map((emote) => button(this, { width: 50, height: 50, icon: `emote-${emote}`, iconScale: 0.29, name: `emote-${emote}`, onPress: () => match.emote(emote) }));
    this.scores = this.add.container(0, 0);
    this.lost = this.pill('Connection lost. Finding the way back…', '#ffe3b0', '#c98a3a').setVisible(false);
    const hint = this.pill(window.innerWidth < NARROW ? 'Tap to move' : 'WASD to move   ·   Enter to chat   ·   1 to 4 to show a feeling', UI.soft, UI.panelEdge);
    this.tweens.add({ targets: hint, alpha: 0, delay: 9_000, duration: 900 });

    useCssPixels(this, (screen) => {
      this.screen = screen;
      const { width, height, narrow } = screen;
      leave.setPosition(16 + 48, 16 + 20);
      invite.setPosition(16 + 96 + 10 + 89, 16 + 20);
      emotes.forEach((emote, index) => (narrow ? emote.setPosition(width - 38, height * 0.34 + index * 58) : emote.setPosition(width - 216 + index * 60, height - 42)));
      hint.setPosition(narrow ? 88 : (402 + width - 246) / 2, narrow ? 88 : height - 42).setVisible(narrow || width > 1_180);
      this.lost.setPosition(width / 2, narrow ? height * 0.32 : 36);
      this.shownScores = '';
    });

    KEYS.forEach((key, index) => this.input.keyboard!.on(`keydown-${key}`, () => match.emote(EMOTES[index]!)));
    this.input.keyboard!.on('keydown-ESC', () => this.toggleMenu());
    this.events.once('shutdown', () => this.input.keyboard?.removeAllListeners());
  }

  override update(): void {
    const state = this.match.room?.state;
    if (!state?.players) return;
    const rows = [...state.players.entries()].map(([id, { name, color, score, away }]) => ({ id, name, color, score, away, mine: id === this.match.room?.sessionId }));
    rows.sort((a, b) => b.score - a.score || a.name.localeCompare(b.name));
    const words = JSON.stringify(rows);
    if (words !== this.shownScores) this.drawScores(rows);
    this.shownScores = words;
    if (state.winner !== this.shownWinner && state.winner !== '') this.celebrate(state.players.get(state.winner)?.name ?? '');
    this.shownWinner = state.winner;
  }

  setLost(lost: boolean): void {
    this.lost?.setVisible(lost);
  }

  notice(text: string): void {
    toast(this, text);
  }

  private drawScores(rows: { name: string; color: number; score: number; away: boolean; mine: boolean }[]): void {
    const { width, narrow } = this.screen;
    const panelWidth = narrow ? 168 : 232;
    const height = 40 + rows.length * ROW;
    this.scores.removeAll(true);
    this.scores.setPosition(width - panelWidth - 16, narrow ? 66 : 16);
    this.scores.add(box(this, panelWidth, height, { alpha: 0.72 }));
    const gem = picture(this, 'gem-3', 22, 22);
    this.scores.add([gem.setScale(gem.scaleX * 0.44), label(this, 38, 11, `First to ${GOAL}`, { size: 15, color: UI.soft, weight: 700 })]);
    rows.forEach(({ name, color, score, away, mine }, index) => {
      const y = 40 + index * ROW;
      const colors = PLAYER_COLORS[color]!;
      const track = panelWidth - 58;
      const head = picture(this, `body-${color}`, 24, y + 14);
      const text = label(this, 42, y - 1, name, { size: 14, color: mine ? '#fff3c9' : UI.text, weight: mine ? 800 : 600 });
      while (text.width > track - 28 && text.text.length > 2) text.setText(`${text.text.replace('…', '').slice(0, -1)}…`);
      const points = label(this, panelWidth - 16, y - 1, String(score), { size: 15, weight: 800, color: colors.light }).setOrigin(1, 0);
      const back = this.add.rectangle(42, y + 22, track, 5, 0xffffff, 0.12).setOrigin(0, 0.5);
      const bar = this.add.rectangle(42, y + 22, Math.max(3, track * Math.min(1, score / GOAL)), 5, tint(colors.base)).setOrigin(0, 0.5);
      this.scores.add([head.setScale(head.scaleX * 0.3), text, points, back, bar]);
      for (const each of [head, text, points]) each.setAlpha(away ? 0.45 : 1);
    });
  }

  private celebrate(name: string): void {
    const { width, height } = this.screen;
    const banner = this.add.container(width / 2, height * 0.3).setDepth(3_000);
    const words = label(this, 0, 0, `${name} wins the round!`, { size: Math.min(40, width / 12), weight: 800, color: '#fff0b8' }).setOrigin(0.5);
    words.setStroke('#3a1d5e', 8);
    banner.add([this.add.image(0, 0, 'glow').setTint(0xffc96b).setBlendMode('ADD').setScale(width / 190, 1.8).setAlpha(0.5), words]);
    banner.setScale(0);
    this.tweens.chain({
      targets: banner,
      tweens: [
        { scale: 1, duration: 520, ease: 'Back.easeOut' },
        { scale: 0, alpha: 0, delay: 4_400, duration: 320, ease: 'Back.easeIn' },
      ],
      onComplete: () => banner.destroy(),
    });
    const colors = [...GEM_COLORS, ...PLAYER_COLORS].map(({ base }) => tint(base));
    const confetti = this.add.particles(0, 0, 'confetti', {
      x: { min: 0, max: width }, y: { min: -height * 0.7, max: -10 }, lifespan: 5_500, speedY: { min: 90, max: 240 }, speedX: { min: -60, max: 60 }, rotate: { start: 0, end: 900 },
      scaleX: { min: 0.3, max: 0.6 }, scaleY: { min: 0.3, max: 0.6 }, tint: colors, emitting: false,
    });
    confetti.setDepth(2_900).explode(130);
    this.time.delayedCall(7_000, () => confetti.destroy());
  }

  private async invite(): Promise<void> {
    try {
      // The address names the match, but no name: whoever opens it is asked for one.
      const url = new URL(location.href);
      url.searchParams.delete('name');
      await navigator.clipboard.writeText(url.href);
      this.notice('The link is copied: send it to a friend');
    } catch {
      this.notice('The code is in the corner: tell it to a friend');
    }
  }

  private toggleMenu(): void {
    if (this.menu) {
      this.menu.destroy();
      this.menu = null;
      this.match.matchChat.overlay?.show();
      return;
    }
    // The overlay lies over all scenes.
    this.match.matchChat.overlay?.hide();
    const { width, height } = this.screen;
    const veil = this.add.rectangle(0, 0, width, height, 0x080b26, 0.62).setOrigin(0, 0).setInteractive();
    const back = box(this, 300, 232, { alpha: 0.96 }).setPosition(width / 2 - 150, height / 2 - 116);
    const title = label(this, width / 2, height / 2 - 78, 'A short rest', { size: 26, weight: 800 }).setOrigin(0.5);
    const go = button(this, { width: 236, height: 50, text: 'Play on', look: 'bright', name: 'resume', onPress: () => this.toggleMenu() }).setPosition(width / 2, height / 2 - 14);
    const leave = button(this, { width: 236, height: 50, text: 'Leave the match', name: 'menu-leave', onPress: () => void this.match.leave() }).setPosition(width / 2, height / 2 + 54);
    this.menu = this.add.container(0, 0, [veil, back, title, go, leave]).setDepth(4_000);
  }

  private pill(text: string, color: string, edge: string): Phaser.GameObjects.Container {
    const words = label(this, 0, 0, text, { size: 15, color, weight: 700 }).setOrigin(0.5);
    const width = words.width + 44;
    return this.add.container(0, 0, [box(this, width, 40, { radius: 20, alpha: 0.92, edge }).setPosition(-width / 2, -20), words]).setDepth(3_500);
  }
}
