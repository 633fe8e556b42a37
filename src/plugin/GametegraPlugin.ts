import * as Phaser from 'phaser';
import type { ChatBus, JoinOptions, Match, RoomChat, RoomChatHandle } from '../client/types.js';
import { createBubbles, type BubbleOptions, type Bubbles } from '../overlay/bubbles.js';
import { openOverlay, type ChatOverlay } from '../overlay/openOverlay.js';
import type { OverlayOptions } from '../overlay/OverlayOptions.js';
import { RoomChatError } from '../protocol/errors.js';
import { gameChatOf, type GameChat, type GametegraPluginOptions } from './gameChat.js';
import { createSceneRooms } from './sceneRooms.js';

/** `this.gametegra.roomChat`: the rooms of a scene; what it joins or opens ends with it. */
export interface SceneRoomChat extends RoomChat {
  /** Draws a chat over one handle or several (as tabs); without any, over the current match. */
  openOverlay(handle: RoomChatHandle | RoomChatHandle[], options?: OverlayOptions): ChatOverlay;
  openOverlay(handle?: undefined, options?: OverlayOptions): Promise<ChatOverlay>;
  /** Speech bubbles over the game objects of those who speak. */
  bubbles(handle: RoomChatHandle, options: BubbleOptions): Bubbles;
}

export interface MatchChat {
  chat: RoomChatHandle;
  overlay: ChatOverlay;
}

/** The Phaser scene plugin behind `this.gametegra`. */
export class GametegraPlugin extends Phaser.Plugins.ScenePlugin {
  /** What `gametegra(options)` was given; nothing where a script tag loads the class itself. */
  static readonly options: Partial<GametegraPluginOptions> = {};

  readonly #rooms = createSceneRooms();

  /** Rooms to join, and the overlay over them. */
  readonly roomChat: SceneRoomChat = {
    join: (roomName?: string, options?: JoinOptions) => this.#join(roomName, options),
    openOverlay: ((handle?: RoomChatHandle | RoomChatHandle[], options?: OverlayOptions) =>
      handle ? this.#overlay(handle, options) : this.#join().then((joined) => this.#overlay(joined, options))) as SceneRoomChat['openOverlay'],
    bubbles: (handle, options) => createBubbles(this.#liveScene('draw bubbles'), handle, options),
  };

  /** The game's current match, the same in all scenes. */
  get match(): Match {
    return this.#chat.control().match;
  }

  /** Typed events of all rooms, the same as on `game.events`. */
  get bus(): ChatBus {
    return this.#chat.control().bus;
  }

  /** Says who the player is, and where the server is if the game config does not; joins wait for it. */
  connect(options: Partial<GametegraPluginOptions>): void {
    this.#chat.connect(options);
  }

  /** Leaves every room of the game; `connect` starts anew, as another player maybe. */
  disconnect(): void {
    this.#chat.disconnect();
  }

  /** The ready-made chat of the active match, or of a named room. */
  async openMatchChat({ roomName, ...options }: OverlayOptions & { roomName?: string } = {}): Promise<MatchChat> {
    const chat = await this.#join(roomName);
    return { chat, overlay: this.#overlay(chat, options) };
  }

  // Phaser's Clock is the model: what a scene took ends with `shutdown`, the listeners with `destroy`,
  // and either may come without the other.
  override boot(): void {
    const { events } = this.systems!;
    events.on('shutdown', this.#end, this);
    events.once('destroy', this.destroy, this);
  }

  override destroy(): void {
    if (!this.systems) return;
    this.#end();
    this.systems.events.off('shutdown', this.#end, this);
    this.systems.events.off('destroy', this.destroy, this);
    super.destroy();
  }

  #end(): void {
    this.#rooms.end();
  }

  get #chat(): GameChat {
    const { game } = this.#liveScene('use room chat').sys;
    return gameChatOf(game, (this.constructor as typeof GametegraPlugin).options);
  }

  async #join(roomName?: string, options?: JoinOptions): Promise<RoomChatHandle> {
    return this.#rooms.join(this.#chat.control(), roomName, options);
  }

  #overlay(handle: RoomChatHandle | RoomChatHandle[], options?: OverlayOptions): ChatOverlay {
    return openOverlay(this.#liveScene('open the overlay'), handle, { bus: this.bus }, options);
  }

  #liveScene(action: string): Phaser.Scene {
    // Phaser clears it when the scene is destroyed.
    if (this.scene && this.systems) return this.scene;
    throw new RoomChatError('left', `unable to ${action}; the scene is destroyed; use the plugin of a scene that runs`);
  }
}
