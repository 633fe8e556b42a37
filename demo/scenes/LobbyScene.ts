import type * as Phaser from 'phaser';
import type { ChatOverlay, RoomChatHandle } from '../../src/index.js';
import { createBackdrop, type Backdrop } from '../actors/createBackdrop.js';
import { createGathering, type Gathering } from '../actors/createGathering.js';
import { newMatchCode, parseMatchCode, type ListedMatch } from '../match/codes.js';
import { watchMatches } from '../net/matchList.js';
import { UI } from '../art/palette.js';
import { box } from '../ui/box.js';
import { button } from '../ui/button.js';
import { label } from '../ui/label.js';
import { matchRow } from '../ui/matchRow.js';
import { useCssPixels, type Screen } from '../ui/screen.js';
import { textField, type TextField } from '../ui/textField.js';
import { toast } from '../ui/toast.js';
import { DemoScene } from './DemoScene.js';

const AGAIN_MS = 3_000;
const GAP = 24;
const ROW = 62;

/** Where players meet: the lobby's chat, and the matches that are open. */
export class LobbyScene extends DemoScene {
  private backdrop!: Backdrop;
  private gathering!: Gathering;
  private panel!: Phaser.GameObjects.Container;
  private field!: TextField;
  private screen: Screen = { width: 0, height: 0, narrow: false };
  private matches: ListedMatch[] | null = [];
  private drawn = '';
  private chat: RoomChatHandle | null = null;
  private overlay: ChatOverlay | null = null;

  create({ notice }: { notice?: string }): void {
    this.chat = this.overlay = null;
    this.drawn = '';
    this.backdrop = createBackdrop(this);
    this.gathering = createGathering(this);
    this.panel = this.add.container(0, 0).setDepth(1_000);
    this.field = textField(this, { label: 'Match code', placeholder: 'CODE', maxLength: 4, upperCase: true, onEnter: () => this.joinTyped() });
    useCssPixels(this, (screen) => {
      const chatMoved = this.chat !== null && (screen.narrow !== this.screen.narrow || screen.narrow);
      this.screen = screen;
      this.backdrop.layout(screen);
      this.draw(true);
      if (chatMoved) this.openOverlay();
    });
    const unwatch = watchMatches((matches) => {
      this.matches = matches;
      this.draw();
    });
    this.events.once('shutdown', unwatch);
    void this.joinChat();
    if (notice !== undefined) toast(this, notice);
    this.cameras.main.fadeIn(350, 10, 15, 46);
  }

  override update(time: number, elapsed: number): void {
    this.backdrop.update(time);
    this.gathering.update(elapsed, this.chat?.presences ?? []);
  }

  get lobbyChat(): { chat: RoomChatHandle | null; overlay: ChatOverlay | null } {
    return { chat: this.chat, overlay: this.overlay };
  }

  openMatch(code = newMatchCode()): void {
    this.scene.start('match', { code });
  }

  private joinTyped(): void {
    const code = parseMatchCode(this.field.text);
    if (code === null) return this.field.refuse();
    this.openMatch(code);
  }

  private async joinChat(): Promise<void> {
    try {
      this.chat = await this.gametegra.roomChat.join('lobby');
    } catch (error) {
      if (!this.scene.isActive()) return;
      toast(this, (error as Error).message);
      this.time.delayedCall(AGAIN_MS, () => void this.joinChat());
      return;
    }
    this.gametegra.roomChat.bubbles(this.chat, { target: (senderId) => this.gathering.headOf(senderId), maxWidth: 170, maxRows: 3 });
    this.openOverlay();
  }

  private openOverlay(): void {
    if (!this.chat) return;
    this.overlay?.destroy();
    const { narrow, height } = this.screen;
    this.overlay = this.gametegra.roomChat.openOverlay(this.chat, {
      position: narrow ? 'bottom' : 'bottom-right', width: 400, margin: narrow ? 10 : GAP, idleAfter: false, afterSend: 'stay', label: () => 'Lobby',
      // At most what is there: all of it.
      height: narrow ? Math.round(height * 0.36) : 4_000,
    });
  }

  private draw(always = false): void {
    const words = JSON.stringify(this.matches);
    if (words === this.drawn && !always) return;
    this.drawn = words;
    const { width, height, narrow } = this.screen;
    const margin = narrow ? 10 : GAP + 8;
    const panelWidth = narrow ? width - margin * 2 : Math.min(470, width - 400 - GAP * 2 - margin);
    const rows = narrow || height < 640 ? 2 : 4;
    const top = narrow ? 58 : 104;
    const inner = panelWidth - 32;
    this.panel.removeAll(true);
    const title = label(this, margin, narrow ? 10 : 28, 'Glimmer Glade', { size: narrow ? 28 : 40, weight: 800, color: '#ffe9b8' });
    const hello = label(this, panelWidth + margin - 4, narrow ? 22 : 48, `Hello, ${this.player.name}`, { size: 16, color: UI.soft }).setOrigin(1, 0);
    const listHeight = rows * ROW;
    const back = box(this, panelWidth, listHeight + 128, { radius: 20 }).setPosition(margin, top);
    const head = label(this, margin + 20, top + 14, 'Open matches', { size: 17, weight: 700, color: UI.soft });
    this.panel.add([back, title, hello, head]);

    const listTop = top + 46;
    const shown = (this.matches ?? []).slice(0, rows);
    shown.forEach((match, index) => {
      this.panel.add(matchRow(this, match, inner, () => this.openMatch(match.code)).setPosition(margin + 16, listTop + index * ROW));
    });
    if (shown.length === 0) {
      const text = this.matches === null ? 'Looking for the server…' : 'No match is open yet. Be the first!';
      this.panel.add(label(this, margin + panelWidth / 2, listTop + listHeight / 2, text, { size: 17, color: UI.soft }).setOrigin(0.5));
    }

    const bottom = listTop + listHeight + 36;
    const openWidth = inner - 190;
    this.panel.add(button(this, { width: openWidth, height: 50, text: narrow ? 'New match' : 'Open a new match', look: 'bright', name: 'open-match', onPress: () => this.openMatch() }).setPosition(margin + 16 + openWidth / 2, bottom));
    this.field.place(margin + 16 + openWidth + 12, bottom - 25, 104, 50);
    this.panel.add(button(this, { width: 66, height: 50, text: 'Join', name: 'join-code', onPress: () => this.joinTyped() }).setPosition(margin + 16 + inner - 33, bottom));

    const stageTop = top + listHeight + 128;
    const room = narrow ? { x: width / 2, y: (stageTop + height * 0.62) / 2 + 50, width: width - 40, tall: 90 } : { x: (width - 400 - GAP) / 2, y: Math.max(stageTop + 120, height - 118), width: Math.min(640, width - 480), tall: height - stageTop };
    this.gathering.layout(room.x, room.y, room.width, room.tall > 80 && (!narrow || height > 720));
  }
}
