import type * as Phaser from 'phaser';
import type { ChatOverlay, RoomChatHandle } from '../src/index.js';
import type { HudScene } from './scenes/HudScene.js';
import type { LobbyScene } from './scenes/LobbyScene.js';
import type { MatchScene } from './scenes/MatchScene.js';

/** A window into the canvas, for tests and for the curious: `__demo` in the browser's console. */
export interface DemoWindow {
  readonly game: Phaser.Game;
  /** `title`, `lobby` or `match`. */
  scene(): string;
  /** The chat of the scene that runs. */
  chat(): { chat: RoomChatHandle | null; overlay: ChatOverlay | null };
  gametegra(): Phaser.Scene['gametegra'];
  /** Where the players are, as this client shows them. */
  players(): { name: string; x: number; y: number; score: number; away: boolean; mine: boolean }[];
  connected(): boolean;
  match(): MatchScene;
  lobby(): LobbyScene;
  /** Where a button stands, in CSS pixels of the page; null where there is none. */
  button(name: string): { x: number; y: number } | null;
}

export function inspect(game: Phaser.Game): DemoWindow {
  const match = game.scene.getScene<MatchScene>('match');
  const lobby = game.scene.getScene<LobbyScene>('lobby');
  const hud = game.scene.getScene<HudScene>('hud');
  const running = (): string => ['match', 'lobby', 'title'].find((key) => game.scene.isActive(key)) ?? '';
  return {
    game,
    scene: running,
    chat: () => (running() === 'match' ? match.matchChat : running() === 'lobby' ? lobby.lobbyChat : { chat: null, overlay: null }),
    gametegra: () => game.scene.getScene(running()).gametegra,
    players: () =>
      [...(match.room?.state.players?.entries() ?? [])].map(([id, { name, score, away, x, y }]) => ({ name, score, away, x, y, mine: id === match.room?.sessionId })),
    connected: () => match.connected,
    match: () => match,
    lobby: () => lobby,
    button(name) {
      for (const scene of [hud, lobby, match, game.scene.getScene('title')]) {
        if (!scene.sys.isActive()) continue;
        const found = find(scene.children.list, name);
        if (!found) continue;
        // These scenes count in CSS pixels from the page's corner.
        const { tx, ty } = found.getWorldTransformMatrix();
        return { x: tx, y: ty };
      }
      return null;
    },
  };
}

function find(objects: Phaser.GameObjects.GameObject[], name: string): Phaser.GameObjects.Container | null {
  for (const object of objects) {
    if (object.type !== 'Container') continue;
    const container = object as Phaser.GameObjects.Container;
    const found = container.name === name ? container : find(container.list, name);
    if (found) return found;
  }
  return null;
}
