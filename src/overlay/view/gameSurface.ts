import type * as Phaser from 'phaser';
import { canvasRatio } from './canvasRatio.js';
import type { Surface } from './Surface.js';

const PREFIX = '__roomchat_';
let count = 0;

/**
 * A texture in a scene of its own above all others: camera zoom, scroll, shake and fades of the game
 * do not move it. The texture has one pixel for each of the game's, so nothing is scaled twice.
 */
export function gameSurface(owner: Phaser.Scene): Surface {
  const { game, textures } = owner.sys;
  const key = `${PREFIX}${++count}`;
  // Not from Phaser's pool: what a former game drew on opaquely would stay opaque.
  const texture = textures.addCanvas(key, document.createElement('canvas'))!;
  let image: Phaser.GameObjects.Image | undefined;
  let visible = true;
  let x = 0;
  let y = 0;
  let gone = false;

  // Only the core of a scene: no input, no physics, no plugins of the game.
  game.scene.add(key, {
    key,
    plugins: [],
    create(this: Phaser.Scene) {
      if (gone) return;
      image = this.add.image(x, y, key).setOrigin(0, 0).setVisible(visible);
    },
  } as Phaser.Types.Scenes.CreateSceneFromObjectConfig & Phaser.Types.Scenes.SettingsConfig, true);

  const keepOnTop = (): void => {
    const { scenes } = game.scene;
    for (let index = scenes.length - 1; index >= 0; index--) {
      const other = scenes[index]!.sys.settings.key;
      if (other === key) return;
      if (other.startsWith(PREFIX) || !scenes[index]!.sys.isVisible()) continue;
      game.scene.bringToTop(key);
      return;
    }
  };

  return {
    get context() {
      return texture.context;
    },
    get ratio() {
      return canvasRatio(game.canvas);
    },
    place(box) {
      const { ratio } = this;
      x = Math.round(box.x * ratio.x);
      y = Math.round(box.y * ratio.y);
      texture.setSize(Math.max(1, Math.round(box.width * ratio.x)), Math.max(1, Math.round(box.height * ratio.y)));
      image?.setTexture(key).setPosition(x, y);
    },
    commit() {
      texture.refresh();
    },
    frame: keepOnTop,
    setVisible(value) {
      visible = value;
      image?.setVisible(value);
    },
    destroy() {
      gone = true;
      // A game that goes takes its scenes and textures with it, and must not lose them one by one meanwhile.
      if ((game as { pendingDestroy?: boolean }).pendingDestroy) return;
      image?.destroy();
      game.scene.remove(key);
      textures.remove(key);
    },
  };
}
