import * as Phaser from 'phaser';
import { Client } from 'colyseus.js';
import { gametegra } from '../src/index.js';
import { NIGHT } from './art/palette.js';
import { inspect, type DemoWindow } from './inspect.js';
import { createPlayerState } from './net/player.js';
import type { DemoContext } from './scenes/DemoScene.js';
import { HudScene } from './scenes/HudScene.js';
import { LobbyScene } from './scenes/LobbyScene.js';
import { MatchScene } from './scenes/MatchScene.js';
import { TitleScene } from './scenes/TitleScene.js';
import { fillWindow, pixelRatio } from './ui/screen.js';

declare global {
  interface Window {
    __demo: DemoWindow;
  }
}

const endpoint = location.origin.replace(/^http/, 'ws');
const context: DemoContext = { client: new Client(endpoint), player: createPlayerState(window) };
const ratio = pixelRatio();
const params = new URLSearchParams(location.search);

const game = new Phaser.Game({
  type: Phaser.AUTO,
  // Where many run on one machine without a graphics card, as in tests, a few frames a second will do.
  fps: { limit: Number(params.get('fps')) || 0 },
  parent: 'game',
  backgroundColor: NIGHT.skyTop,
  scale: { mode: Phaser.Scale.NONE, width: Math.round(window.innerWidth * ratio), height: Math.round(window.innerHeight * ratio), zoom: 1 / ratio },
  scene: [new TitleScene('title', context), new LobbyScene('lobby', context), new MatchScene('match', context), new HudScene('hud', context)],
  // Room chat is this one line; who the player is comes later, by `connect`.
  plugins: { scene: [gametegra({ endpoint, appId: 'glimmer-glade' })] },
  disableContextMenu: true,
  input: { activePointers: 3 },
  // Phaser takes any zoom but 1 for pixel art, and would draw everything in blocks.
  pixelArt: false,
  // All shapes are pictures with soft edges of their own, most of the view is a few large ones,
  // and there are no shader effects: what a weak machine saves by leaving these out is half of a frame.
  antialiasGL: false,
  maxTextures: 4,
  disablePreFX: true,
  disablePostFX: true,
  banner: false,
});
fillWindow(game);
game.events.once('ready', () => (window.__demo = inspect(game)));
