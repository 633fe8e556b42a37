import type { GametegraPlugin } from './GametegraPlugin.js';

declare global {
  namespace Phaser {
    interface Scene {
      /** Room chat, by the plugin `gametegra-room-chat`. */
      gametegra: GametegraPlugin;
    }
  }
}
