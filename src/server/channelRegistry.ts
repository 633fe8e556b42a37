import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import { channelIdOf } from '../protocol/names.js';
import type { Channel } from './channel.js';
import { createTurns } from './turns.js';

export interface ChannelRegistryOptions {
  clock: Clock;
  open(id: string, roomName: string): Promise<Channel>;
  /** How often an open channel says its head, milliseconds. */
  heartbeatMs: number;
  /** How long a channel without members stays open, so that a reload finds its replay buffer and its grace times. */
  lingerMs: number;
  onClosed(id: string): void;
  onUnexpected(error: unknown): void;
}

/** The channels that this process serves. */
export interface ChannelRegistry {
  /** Opened where it is not; closed again by itself when it has been empty for a while. */
  get(appId: string, roomName: string): Promise<Channel>;
  /** Those that are open, not those that are just being opened. */
  readonly opened: ReadonlyMap<string, Channel>;
  /** Does something with each channel, with those being opened as soon as they are. */
  each(act: (channel: Channel) => void | Promise<void>): Promise<void>;
  /** No further heartbeat; closes each channel when what it accepted is stored. */
  close(): Promise<void>;
}

export function createChannelRegistry({ clock, open, heartbeatMs, lingerMs, onClosed, onUnexpected }: ChannelRegistryOptions): ChannelRegistry {
  const channels = new Map<string, Promise<Channel>>();
  const opened = new Map<string, Channel>();
  const emptySince = new Map<string, number>();
  /** When the database was last told of being away. */
  let toldAt = -Infinity;

  const turns = createTurns<string>({
    clock,
    periodMs: heartbeatMs,
    visit(id) {
      const channel = opened.get(id);
      if (!channel) return;
      try {
        lookAfter(id, channel);
      } catch (error) {
        onUnexpected(error);
      }
    },
  });

  function forget(id: string): void {
    channels.delete(id);
    opened.delete(id);
    emptySince.delete(id);
    turns.delete(id);
    onClosed(id);
  }

  /** A database that is away fails every room: one line of the log says as much as thousands. */
  function tellOfHeartbeat(error: unknown): void {
    if (error instanceof RoomChatError && error.temporary) {
      if (clock.now() - toldAt < heartbeatMs) return;
      toldAt = clock.now();
    }
    onUnexpected(error);
  }

  function lookAfter(id: string, channel: Channel): void {
    // Not awaited: a store that hangs must not keep the other rooms silent.
    void channel.heartbeat().catch(tellOfHeartbeat);
    if (!channel.isEmpty) {
      emptySince.delete(id);
      return;
    }
    const since = emptySince.get(id) ?? clock.now();
    emptySince.set(id, since);
    if (clock.now() - since < lingerMs) return;
    forget(id);
    channel.close();
  }

  async function each(act: (channel: Channel) => void | Promise<void>): Promise<void> {
    await Promise.all([...channels.values()].map((opening) => opening.then(act, () => {})));
  }

  return {
    opened,
    each,
    get(appId, roomName) {
      const id = channelIdOf(appId, roomName);
      // Whoever asks is about to enter: the next look at empty channels must not close it before.
      emptySince.delete(id);
      const known = channels.get(id);
      if (known) return known;
      const opening = open(id, roomName);
      channels.set(id, opening);
      opening.then(
        (channel) => {
          opened.set(id, channel);
          turns.add(id);
        },
        () => channels.delete(id),
      );
      return opening;
    },
    async close() {
      turns.close();
      await each(async (channel) => {
        await channel.idle();
        channel.close();
      });
      channels.clear();
      opened.clear();
    },
  };
}
