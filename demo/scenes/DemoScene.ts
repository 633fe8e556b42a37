import * as Phaser from 'phaser';
import type { Client } from 'colyseus.js';
import type { PlayerState } from '../net/player.js';

/** What the scenes share. */
export interface DemoContext {
  readonly client: Client;
  readonly player: PlayerState;
}

/** A scene that knows the game's shared things. */
export abstract class DemoScene extends Phaser.Scene {
  constructor(key: string, protected readonly context: DemoContext) {
    super(key);
  }

  protected get player(): PlayerState {
    return this.context.player;
  }
}
