import type * as Phaser from 'phaser';
import { createGametegraControl, type GametegraControl, type GametegraOptions } from '../client/createGametegra.js';
import type { CredentialOptions } from '../client/credentials.js';
import { reportUncaught } from '../client/emitter.js';
import { mutesOf } from '../overlay/mutesOf.js';
import { RoomChatError } from '../protocol/errors.js';

/** What the plugin can be configured with: as `createGametegra`, but credentials may come later. */
export type GametegraPluginOptions = Omit<GametegraOptions, keyof CredentialOptions> & CredentialOptions;

/** The chat of one game, shared by its scenes. */
export interface GameChat {
  /** Throws where nothing has been configured. */
  control(): GametegraControl;
  /** Fills in or replaces the configuration. */
  connect(options: Partial<GametegraPluginOptions>): void;
  disconnect(): void;
}

// Scene plugins are given no data: what scenes share hangs on their game.
const chats = new WeakMap<Phaser.Game, GameChat>();

export function gameChatOf(game: Phaser.Game, defaults: Partial<GametegraPluginOptions>): GameChat {
  const known = chats.get(game);
  if (known) return known;
  const chat = createGameChat(game, defaults);
  chats.set(game, chat);
  game.events.once('destroy', () => {
    chat.disconnect();
    chats.delete(game);
  });
  return chat;
}

function createGameChat(game: Phaser.Game, defaults: Partial<GametegraPluginOptions>): GameChat {
  let options = { ...defaults };
  let control: GametegraControl | null = null;

  function open(): GametegraControl {
    if (options.appId === undefined || (options.endpoint === undefined && options.client === undefined && options.connector === undefined)) {
      throw new RoomChatError('invalid_option', 'unable to use room chat; it has no server yet; call this.gametegra.connect({ endpoint, appId, token }) first, or configure it in the game config');
    }
    const opened = createGametegraControl({ isMuted: (userId) => mutesOf(game).has(userId), ...(options as GametegraPluginOptions) }, true);
    opened.tap((name, data) => {
      try {
        game.events.emit(name, data);
      } catch (error) {
        reportUncaught(error);
      }
    });
    return opened;
  }

  function disconnect(): void {
    control?.close();
    control = null;
  }

  return {
    control: () => (control ??= open()),
    connect(changes) {
      if (typeof changes !== 'object' || changes === null) throw new RoomChatError('invalid_option', 'unable to connect; the options are no object; pass { token }, or { endpoint, appId, token }');
      const { token, guest, ...server } = changes;
      const moved = Object.entries(server).some(([key, value]) => value !== undefined && options[key as keyof typeof server] !== value);
      const credentials: CredentialOptions = token !== undefined ? { token } : guest !== undefined ? { guest } : {};
      const { token: _token, guest: _guest, ...rest } = options;
      const renewed = token !== undefined || guest !== undefined;
      options = renewed ? { ...rest, ...server, ...credentials } : { ...options, ...server };
      if (moved) disconnect();
      if (control && renewed) control.setCredentials(credentials);
      else control ??= open();
    },
    disconnect,
  };
}
