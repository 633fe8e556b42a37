import { GametegraPlugin } from './GametegraPlugin.js';
import type { GametegraPluginOptions } from './gameChat.js';

/** An entry for `plugins: { scene: [...] }` of a Phaser game config. */
export interface ScenePluginEntry {
  key: string;
  plugin: typeof GametegraPlugin;
  mapping: 'gametegra';
}

let made = 0;

/**
 * Registers room chat as `this.gametegra` in every scene. Without `token` or `guest` joins wait
 * for `this.gametegra.connect({ token })`.
 *
 *     new Phaser.Game({ plugins: { scene: [gametegra({ endpoint: 'ws://localhost:2567', appId: 'my-game' })] } });
 */
export function gametegra(options: Partial<GametegraPluginOptions> = {}): ScenePluginEntry {
  class ConfiguredGametegraPlugin extends GametegraPlugin {
    static override readonly options = options;
  }
  // Phaser's plugin cache is global and outlives the game: under one key a second game,
  // or the same one after a hot reload, would silently get the first one's class.
  return { key: `GametegraPlugin${++made}`, plugin: ConfiguredGametegraPlugin, mapping: 'gametegra' };
}
