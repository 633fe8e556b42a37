import type * as Phaser from 'phaser';
import { paintCritters } from './paintCritters.js';
import { paintEmotes } from './paintEmotes.js';
import { paintGlade } from './paintGlade.js';
import { paintSky } from './paintSky.js';
import { paintThings } from './paintThings.js';

/** Everything the demo shows is drawn here, when it starts: it loads no picture. */
export function paintAll(textures: Phaser.Textures.TextureManager): void {
  paintSky(textures);
  paintThings(textures);
  paintCritters(textures);
  paintEmotes(textures);
  paintGlade(textures);
}
