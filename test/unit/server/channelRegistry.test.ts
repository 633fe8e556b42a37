import { describe, expect, it, vi } from 'vitest';
import { RoomChatError } from '../../../src/protocol/errors.js';
import type { Channel } from '../../../src/server/channel.js';
import { createChannelRegistry } from '../../../src/server/channelRegistry.js';
import { createManualClock } from '../../helpers/manualClock.js';

const HEARTBEAT_MS = 5_000;

/** Three rooms whose heartbeats all fail with this error; resolves with what was told of them in so many rounds. */
async function toldOf(error: Error, rounds = 1): Promise<unknown[]> {
  const clock = createManualClock();
  const onUnexpected = vi.fn();
  const channel = { isEmpty: false, heartbeat: () => Promise.reject(error), idle: async () => {}, close() {} } as unknown as Channel;
  const registry = createChannelRegistry({ clock, open: async () => channel, heartbeatMs: HEARTBEAT_MS, lingerMs: 30_000, onClosed() {}, onUnexpected });
  for (const name of ['one', 'two', 'three']) await registry.get('app', name);
  await clock.advance(rounds * HEARTBEAT_MS);
  await registry.close();
  return onUnexpected.mock.calls.map(([told]) => told);
}

describe('the heartbeats of many rooms', () => {
  it('T9 say once a round that the database is away, not once a room', async () => {
    const away = new RoomChatError('unavailable', 'unable to use the database; it cannot be reached; try again later');
    expect(await toldOf(away)).toEqual([away]);
  });

  it('T9 say it again in the next round', async () => {
    const away = new RoomChatError('unavailable', 'unable to use the database; it cannot be reached; try again later');
    expect(await toldOf(away, 2)).toEqual([away, away]);
  });

  it('T6 are not all in one go: the games in the same process go on between them', async () => {
    const clock = createManualClock();
    const beats: number[] = [];
    const channel = { isEmpty: false, heartbeat: async () => void beats.push(clock.now()), idle: async () => {}, close() {} } as unknown as Channel;
    const registry = createChannelRegistry({ clock, open: async () => channel, heartbeatMs: HEARTBEAT_MS, lingerMs: 30_000, onClosed() {}, onUnexpected() {} });
    for (let room = 0; room < 100; room++) await registry.get('app', `room-${room}`);
    await clock.advance(HEARTBEAT_MS);
    await registry.close();
    expect(beats).toHaveLength(100);
    expect(new Set(beats).size).toBe(50);
  });

  it('T9 tell of every error that no rule foresees', async () => {
    expect(await toldOf(new TypeError('a fault'))).toHaveLength(3);
  });
});
