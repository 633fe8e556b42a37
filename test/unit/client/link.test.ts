import { describe, expect, it } from 'vitest';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { startLink, unreachable } from '../../helpers/fakeLinkPeer.js';

describe('up and down', () => {
  it('is up with the snapshot, and not before', async () => {
    const { link, tries, told } = startLink();
    await tries[0]!.open();
    expect([link.state, told]).toEqual(['connecting', []]);
    tries[0]!.snapshot(7);
    expect([link.state, told]).toEqual(['connected', ['up 7']]);
  });

  it('J5 passes on what was said while the snapshot was made, after it, and what came before the connection was handed over', async () => {
    const { tries, told } = startLink();
    tries[0]!.say('batch');
    tries[0]!.say('presence');
    tries[0]!.snapshot(7);
    tries[0]!.say('batch');
    await tries[0]!.open();
    // Presence of before is in the snapshot.
    expect(told).toEqual(['up 7', 'batch', 'batch']);
  });

  it('R1 goes on after a loss with another connection, soon', async () => {
    const { link, clock, tries, told, up } = startLink();
    const first = await up();
    first.lose();
    expect([link.state, told]).toEqual(['waiting', ['up 0', 'down']]);
    await clock.advance(250);
    expect(tries).toHaveLength(2);
    await up();
    expect([link.state, told]).toEqual(['connected', ['up 0', 'down', 'up 0']]);
  });

  it('R1 waits longer after each failure, and tries at once again after a connection that lasted', async () => {
    const { clock, tries, up } = startLink();
    (await up()).lose();
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const before = clock.now();
      while (tries.length < i + 2) await clock.advance(5);
      pauses.push(clock.now() - before);
      await tries.at(-1)!.refuse(unreachable);
    }
    expect(pauses).toEqual([125, 600, 1_200, 2_400, 4_800, 7_500, 7_500]);
    await clock.advance(7_500);
    const next = await up();
    await clock.advance(5_000);
    next.lose();
    await clock.advance(125);
    expect(tries).toHaveLength(10);
  });

  it('R1 does not hurry back to a server that drops each connection at once', async () => {
    const { clock, tries, up } = startLink();
    for (let i = 0; i < 6; i++) {
      (await up()).lose();
      const before = tries.length;
      while (tries.length === before) await clock.advance(100);
    }
    // Six quick tries would be over within a second and a half.
    expect(clock.now() - 1_775_037_600_000).toBeGreaterThan(8_000);
  });

  it('comes back when the server says, where it says so', async () => {
    const { link, clock, tries, told, up } = startLink();
    const first = await up();
    first.say('reconnect', { reason: 'restart', afterMs: 800 });
    expect([link.state, first.done]).toEqual(['waiting', ['drop']]);
    await clock.advance(799);
    expect(tries).toHaveLength(1);
    await clock.advance(251);
    expect(tries).toHaveLength(2);
    expect(told).toEqual(['up 0', 'down']);
  });

  it('R4 opens another connection where nothing comes for too long', async () => {
    const { clock, told, tries, up } = startLink();
    const first = await up();
    await clock.advance(12_000);
    first.say('head', {});
    await clock.advance(12_499);
    expect(told).toEqual(['up 0', 'head']);
    await clock.advance(1);
    expect(told).toEqual(['up 0', 'head', 'down']);
    expect(first.done).toEqual(['drop']);
    await clock.advance(250);
    expect(tries).toHaveLength(2);
  });

  it('hears nothing more from a connection that it gave up', async () => {
    const { clock, told, up } = startLink();
    const first = await up();
    first.lose();
    first.lose();
    first.say('batch');
    first.say('reconnect', { afterMs: 0 });
    await clock.advance(250);
    first.say('batch');
    first.snapshot(9);
    first.lose();
    expect(told).toEqual(['up 0', 'down']);
  });
});

describe('hurry', () => {
  it('R1 tries at once where it waits, and waits short again afterwards', async () => {
    const { clock, tries, up, wake } = startLink();
    (await up()).lose();
    for (let i = 0; i < 6; i++) {
      await clock.advance(10_000);
      await tries.at(-1)!.refuse(unreachable);
    }
    const before = tries.length;
    wake();
    expect(tries).toHaveLength(before + 1);
    await tries.at(-1)!.refuse(unreachable);
    await clock.advance(400);
    expect(tries).toHaveLength(before + 2);
  });

  it('R1 asks a connection that may be dead, and replaces it where no answer comes', async () => {
    const { clock, told, up, wake } = startLink();
    await up();
    await clock.advance(1_000);
    wake();
    expect(told).toEqual(['up 0', 'probe']);
    await clock.advance(3_000);
    expect(told).toEqual(['up 0', 'probe', 'down']);
  });

  it('R1 gives a try up that hangs, and leaves one alone that has just begun', async () => {
    const { clock, tries, wake } = startLink();
    wake();
    expect(tries).toHaveLength(1);
    await clock.advance(2_000);
    wake();
    expect(tries).toHaveLength(2);
    await tries[0]!.open();
    expect(tries[0]!.done).toEqual(['drop']);
  });
});

describe('the end', () => {
  it('J1 gives the first join up when its time is over, with what stood in the way', async () => {
    const bench = startLink();
    const { link, clock, tries, told } = bench;
    const began = clock.now();
    while (link.state !== 'closed') {
      if (link.state === 'connecting') await tries.at(-1)!.refuse(unreachable);
      else await clock.advance(10);
    }
    expect(clock.now() - began).toBeLessThanOrEqual(10_000);
    expect(tries.length).toBeGreaterThan(4);
    expect(told).toEqual(['failed unavailable']);
    expect(clock.pending).toBe(0);
    expect(bench.isListeningToWake).toBe(false);
  });

  it('J1 gives the first join up in time also where the server hangs, from the start or later', async () => {
    const hanging = startLink();
    await hanging.clock.advance(10_000);
    expect(hanging.told).toEqual(['failed unavailable']);
    const later = startLink();
    await later.clock.advance(4_000);
    await later.tries[0]!.refuse(unreachable);
    await later.clock.advance(6_999);
    expect(later.told).toEqual(['failed unavailable']);
    expect(later.clock.pending).toBe(0);
  });

  it('E4 ends with connection_lost when the budget is spent, and not before', async () => {
    const { link, clock, tries, told, up } = startLink({ budgetMs: 60_000 });
    (await up()).lose();
    const began = clock.now();
    while (link.state !== 'closed') {
      if (link.state === 'connecting') await tries.at(-1)!.refuse(unreachable);
      else await clock.advance(10);
    }
    expect(told).toEqual(['up 0', 'down', 'failed connection_lost']);
    expect(clock.now() - began).toBeGreaterThan(45_000);
    expect(clock.pending).toBe(0);
  });

  it('ends at once where the server refuses for good', async () => {
    const { tries, told } = startLink();
    await tries[0]!.refuse(new RoomChatError('banned', 'unable to join; banned; ask'));
    expect(told).toEqual(['failed banned']);
  });

  it('waits as long as a refusal asks, and tries on where the refusal may pass', async () => {
    let left = 1;
    const { clock, tries, told } = startLink({ worthRetrying: ({ code }) => code === 'unauthorized' && left-- > 0 });
    await tries[0]!.refuse(new RoomChatError('rate_limited', 'unable to join; slow; wait', { retryAfterMs: 3_000 }));
    await clock.advance(2_999);
    expect(tries).toHaveLength(1);
    await clock.advance(1);
    await tries[1]!.refuse(new RoomChatError('unauthorized', 'unable to join; old token; renew'));
    await clock.advance(500);
    await tries[2]!.refuse(new RoomChatError('unauthorized', 'unable to join; old token; renew'));
    expect(told).toEqual(['failed unauthorized']);
  });

  it('J6 leaves nothing behind, wherever it is closed', async () => {
    const connecting = startLink();
    connecting.link.close();
    await connecting.tries[0]!.open();
    expect(connecting.tries[0]!.done).toEqual(['close']);

    const joining = startLink();
    await joining.tries[0]!.open();
    joining.link.close();
    expect(joining.tries[0]!.done).toEqual(['close']);
    joining.tries[0]!.snapshot();

    const connected = startLink();
    const live = await connected.up();
    connected.link.close();
    connected.link.close();
    expect(live.done).toEqual(['close']);

    const waiting = startLink();
    (await waiting.up()).lose();
    waiting.link.close();

    const probing = startLink();
    await probing.up();
    probing.wake();
    probing.link.close();

    for (const bench of [connecting, joining, connected, waiting, probing]) {
      expect(bench.link.state).toBe('closed');
      expect(bench.clock.pending).toBe(0);
      expect(bench.isListeningToWake).toBe(false);
      bench.link.hurry();
      bench.link.reopen(0);
      await bench.clock.advance(600_000);
      expect(bench.tries).toHaveLength(1);
      expect(bench.told.filter((word) => word.startsWith('failed'))).toEqual([]);
    }
  });

  it('sends over the connection of now, and nothing where there is none', async () => {
    const { link, clock, tries, up } = startLink();
    link.send('snapshot', { q: 1 });
    const first = await up();
    link.send('snapshot', { q: 2 });
    first.lose();
    link.send('snapshot', { q: 3 });
    await clock.advance(250);
    await up();
    link.send('snapshot', { q: 4 });
    expect([first.done, tries[1]!.done]).toEqual([['send snapshot', 'drop'], ['send snapshot']]);
  });
});
