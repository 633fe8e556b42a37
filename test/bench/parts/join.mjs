import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { delayProxy } from '../lib/delayProxy.mjs';
import { bench } from '../lib/paths.mjs';
import { interleaved, quantile } from '../lib/stats.mjs';
import { clients } from '../load/clients.mjs';

export const about = 'from the call to the newest 50 messages, over a line of 50 ms a round trip, median ms';

const ONE_WAY_MS = 25;

export async function run({ quick, rounds, note }) {
  const ours = await startChild(join(bench, 'servers/room-chat.mjs'));
  const theirs = await startChild(join(bench, 'servers/colyseus.mjs'));
  const [near, far] = [await delayProxy(ours.ready.port, ONE_WAY_MS), await delayProxy(theirs.ready.port, ONE_WAY_MS)];
  try {
    await fill(ours.ready.port);
    const times = quick ? 5 : 20;
    const seen = await interleaved({ ours: () => joinOurs(near.port, times), colyseus: () => joinColyseus(far.port, times) }, rounds, note);
    return {
      rows: [
        { case: 'socket open to newest messages', unit: 'ms', ours: seen.ours.afterOpen, baseline: 2 * ONE_WAY_MS, against: 'one round trip', goal: '<= 1.2' },
        { case: 'the whole join', unit: 'ms', ours: seen.ours.whole, baseline: seen.colyseus.whole, against: 'bare Colyseus join' },
      ],
    };
  } finally {
    near.close();
    far.close();
    await Promise.all([ours.stop(), theirs.stop()]);
  }
}

async function fill(port) {
  let heard = 0;
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const client = await clients['room-chat']({ port, room: 'join', name: 'filler', read: false, onMessages: (count) => (heard += count) >= 60 && done() });
  for (let i = 0; i < 60; i++) client.send('x'.repeat(100));
  await all;
  client.close();
}

async function joinOurs(port, times) {
  const whole = [];
  const afterOpen = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    let opened;
    let shown;
    const client = await clients['room-chat']({
      port,
      room: 'join',
      name: `p${i}`,
      read: false,
      onMessages() {},
      onOpen: () => (opened = performance.now()),
      onSnapshot({ recent }) {
        if (recent.messages.length !== 50) throw new Error(`the snapshot has ${recent.messages.length} messages`);
        shown = performance.now();
      },
    });
    whole.push(shown - began);
    afterOpen.push(shown - opened);
    client.close();
  }
  return { whole: quantile(whole, 0.5), afterOpen: quantile(afterOpen, 0.5) };
}

async function joinColyseus(port, times) {
  const whole = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    const client = await clients.colyseus({ port, room: 'join', name: `p${i}`, read: false, onMessages() {} });
    whole.push(performance.now() - began);
    client.close();
  }
  return { whole: quantile(whole, 0.5) };
}
