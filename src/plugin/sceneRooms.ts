import type { GametegraControl } from '../client/createGametegra.js';
import type { JoinOptions, RoomChatHandle } from '../client/types.js';
import { RoomChatError } from '../protocol/errors.js';

/** How long a room outlives the scene that joined it: the next scene usually joins it again. */
const LINGER_MS = 2_000;

export interface SceneRooms {
  join(control: GametegraControl, roomName?: string, options?: JoinOptions): Promise<RoomChatHandle>;
  /** The scene is over: its handles end, their rooms linger. */
  end(): void;
}

/** The handles that one scene has joined, in its present run. */
export function createSceneRooms(): SceneRooms {
  let joined: { control: GametegraControl; handle: RoomChatHandle }[] = [];
  /** Grows with each run of the scene, so that a join that outlives its run is noticed. */
  let run = 0;

  return {
    async join(control, roomName, options) {
      const mine = run;
      const handle = await control.roomChat.join(roomName, options);
      if (mine !== run) {
        control.rooms.release(handle, LINGER_MS);
        throw new RoomChatError('left', 'unable to join; the scene ended before the room was joined; join again from the next scene');
      }
      joined = joined.filter((entry) => entry.handle.state !== 'ended');
      joined.push({ control, handle });
      return handle;
    },
    end() {
      run++;
      for (const { control, handle } of joined) control.rooms.release(handle, LINGER_MS);
      joined = [];
    },
  };
}
