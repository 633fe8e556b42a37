import type { BusEvents, ChatOverlay, RoomChatHandle } from '../../src/index.js';
import { createGemView, type GemView } from '../actors/createGemView.js';
import { createGlade, type Glade } from '../actors/createGlade.js';
import { createLights, type Light, type Lights } from '../actors/createLights.js';
import { createPlayerView, type PlayerView } from '../actors/createPlayerView.js';
import { isEmote, type Emote } from '../art/paintEmotes.js';
import { GLADE_MARGIN, shadeGlade } from '../art/paintGlade.js';
import { WORLD, type Point } from '../match/world.js';
import { joinMatch, type MatchLink, type MatchRoom } from '../net/matchLink.js';
import { NARROW, pixelRatio } from '../ui/screen.js';
import { DemoScene } from './DemoScene.js';
import type { HudScene } from './HudScene.js';
import { createSteering, type Steering } from './steering.js';

const CHAT_AGAIN_MS = 500;

/** The match itself: the glade, its players and gems, and the chat over it. */
export class MatchScene extends DemoScene {
  private glade!: Glade;
  private shine!: Lights;
  private steering!: Steering;
  private hud!: HudScene;
  private link: MatchLink | null = null;
  private chat: RoomChatHandle | null = null;
  private overlay: ChatOverlay | null = null;
  private players = new Map<string, PlayerView>();
  private gems = new Map<string, GemView>();
  private sent = '';
  private mySession = '';
  /** Grows with each run of the scene, so that what a former run has waited for is told apart. */
  private run = 0;

  create({ code }: { code: string }): void {
    this.run++;
    Object.assign(this, { link: null, chat: null, overlay: null, sent: '', mySession: '' });
    this.players = new Map();
    this.gems = new Map();
    this.glade = createGlade(this);
    this.shine = createLights(this, shadeGlade);
    this.steering = createSteering(this);
    this.fitCamera();
    this.scale.on('resize', this.fitCamera, this);
    this.game.events.on('roomchat:game:emote', this.onEmote, this);
    this.events.once('shutdown', () => this.end());
    this.hud = this.scene.get<HudScene>('hud');
    this.scene.launch('hud', { match: this, code });
    this.cameras.main.fadeIn(500, 10, 15, 46);
    void this.enter(code);
  }

  /** The match as the HUD and tests look at it. */
  get room(): MatchRoom | null {
    return this.link?.room ?? null;
  }

  get connected(): boolean {
    return this.link?.connected ?? false;
  }

  get me(): PlayerView | undefined {
    return this.room ? this.players.get(this.room.sessionId) : undefined;
  }

  get matchChat(): { chat: RoomChatHandle | null; overlay: ChatOverlay | null } {
    return { chat: this.chat, overlay: this.overlay };
  }

  emote(emote: Emote): void {
    // A game message: the overlay does not print it, the bus brings it to every player's game.
    this.chat?.send({ type: 'emote', emote }).catch((error: Error) => this.hud.notice(error.message));
  }

  async leave(): Promise<void> {
    await this.link?.leave();
    this.gametegra.match.unbind();
    this.backToLobby();
  }

  override update(time: number, elapsed: number): void {
    const { room } = this;
    const step = Math.min(elapsed, 100);
    const shining: Light[] = [...this.glade.lights];
    if (room?.state?.players) {
      const direction = this.connected ? this.steering.direction(this.me ?? { x: 0, y: 0 }) : { x: 0, y: 0 };
      this.tellDirection(room, direction);
      this.showPlayers(room, step, direction);
      this.showGems(room, time);
    }
    for (const { light } of this.players.values()) shining.push(light);
    for (const { light } of this.gems.values()) shining.push(light);
    this.glade.update(time, [...this.players.values()]);
    this.followMe(step);
    this.shine.draw(shining);
  }

  private async enter(code: string): Promise<void> {
    const mine = this.run;
    const alive = (): boolean => mine === this.run && this.scene.isActive();
    try {
      const link = await joinMatch({
        client: this.context.client, code, player: this.player,
        place: () => (this.me ? { x: this.me.x, y: this.me.y } : null),
        onRoom: (room) => alive() && this.onRoom(room),
        onLost: () => alive() && this.hud.setLost(true),
        onOver: (reason) => alive() && this.backToLobby(reason),
      });
      if (!alive()) return void link.leave();
      this.link = link;
      this.player.setMatch(code);
      this.centre();
      await this.openChat();
    } catch (error) {
      if (alive()) this.backToLobby((error as Error).message);
    }
  }

  private onRoom(room: MatchRoom): void {
    // The chat follows the match: it proves by this room that the player may read it.
    this.gametegra.match.bind(room);
    this.sent = '';
    this.keepMyFigure(room.sessionId);
    this.hud.setLost(false);
    if (this.chat) room.send('chat', this.chat.user.userId);
  }

  private async openChat(): Promise<void> {
    const small = window.innerWidth < NARROW;
    const { chat, overlay } = await this.gametegra.openMatchChat({
      position: 'bottom-left', width: 390, height: small ? 220 : 250, mode: small ? 'compact' : 'full',
      label: () => `Match ${this.link?.code ?? ''}`,
    });
    this.chat = chat;
    this.overlay = overlay;
    this.room?.send('chat', chat.user.userId);
    chat.on('end', () => this.time.delayedCall(CHAT_AGAIN_MS, () => this.reopenChat(overlay)));
    this.gametegra.roomChat.bubbles(chat, { target: (senderId) => this.critterOf(senderId)?.head, gap: 0 });
    chat.on('message', ({ senderId, content }) => {
      if (typeof content === 'string') this.critterOf(senderId)?.talk(Math.min(2_400, 500 + content.length * 45));
    });
  }

  /** The chat goes with a connection of the match; where the player has another by now, it opens anew. */
  private reopenChat(old: ChatOverlay): void {
    if (!this.connected) return;
    old.destroy();
    this.openChat().catch((error: Error) => this.hud.notice(error.message));
  }

  /** After a restart of the server the player has another session, but is still the same figure. */
  private keepMyFigure(sessionId: string): void {
    const figure = this.players.get(this.mySession);
    if (figure && sessionId !== this.mySession) {
      this.players.delete(this.mySession);
      this.players.set(sessionId, figure);
    }
    this.mySession = sessionId;
  }

  private critterOf(userId: string): PlayerView['critter'] | undefined {
    for (const [sessionId, player] of this.room?.state.players.entries() ?? []) {
      if (player.chatUser === userId) return this.players.get(sessionId)?.critter;
    }
    return undefined;
  }

  private onEmote({ channelId, senderId, content }: BusEvents['roomchat:game:emote']): void {
    if (channelId !== this.chat?.channelId || this.overlay?.mutes.has(senderId)) return;
    if (isEmote(content.emote)) this.critterOf(senderId)?.emote(content.emote);
  }

  private tellDirection(room: MatchRoom, { x, y }: Point): void {
    const words = `${x.toFixed(2)},${y.toFixed(2)}`;
    if (words === this.sent || !this.connected) return;
    this.sent = words;
    room.send('move', [x, y]);
  }

  private showPlayers(room: MatchRoom, step: number, direction: Point): void {
    room.state.players.forEach((data, sessionId) => {
      const mine = sessionId === room.sessionId;
      let view = this.players.get(sessionId);
      if (!view) this.players.set(sessionId, (view = createPlayerView(this, data, mine)));
      view.update(step, data, mine ? direction : null);
      view.critter.setCrown(room.state.winner === sessionId);
    });
    for (const [sessionId, view] of this.players) {
      if (room.state.players.has(sessionId)) continue;
      view.destroy();
      this.players.delete(sessionId);
    }
  }

  private showGems({ state }: MatchRoom, time: number): void {
    state.gems.forEach(({ x, y, kind }, id) => {
      if (!this.gems.has(id)) this.gems.set(id, createGemView(this, { x, y, kind }));
    });
    for (const [id, view] of this.gems) {
      if (state.gems.has(id)) {
        view.animate(time);
        continue;
      }
      const taker = [...this.players.values()].find(({ x, y }) => Math.hypot(x - view.x, y - view.y) < 110);
      view.collect(taker ?? null);
      this.gems.delete(id);
    }
  }

  private fitCamera(): void {
    const { main } = this.cameras;
    const ratio = pixelRatio();
    const width = this.scale.width / ratio;
    const height = this.scale.height / ratio;
    // Never more of the world than there is, on a phone as little as one still overlooks.
    main.setZoom(ratio * Math.max(width / 1_500, height / 900, 0.62));
    main.setBounds(-GLADE_MARGIN, -GLADE_MARGIN, WORLD.width + GLADE_MARGIN * 2, WORLD.height + GLADE_MARGIN * 2);
  }

  private centre(): void {
    const at = this.me ?? { x: WORLD.width / 2, y: WORLD.height / 2 };
    this.cameras.main.centerOn(at.x, at.y);
  }

  private followMe(step: number): void {
    const { main } = this.cameras;
    const at = this.me ?? { x: WORLD.width / 2, y: WORLD.height / 2 };
    const ease = 1 - Math.exp(-step / 220);
    const x = main.midPoint.x + (at.x - main.midPoint.x) * ease;
    const y = main.midPoint.y + (at.y - 20 - main.midPoint.y) * ease;
    main.centerOn(x, y);
    // So that what is placed by the view in this frame fits it.
    main.preRender();
  }

  private backToLobby(notice?: string): void {
    this.gametegra.match.unbind();
    this.player.setMatch(null);
    this.scene.start('lobby', notice === undefined ? {} : { notice });
  }

  private end(): void {
    this.run++;
    this.scale.off('resize', this.fitCamera, this);
    this.game.events.off('roomchat:game:emote', this.onEmote, this);
    this.scene.stop('hud');
    this.link = null;
  }
}
