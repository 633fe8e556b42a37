// A store by itself, filled with rooms full of old messages: starting, reading, appending, letting go.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPostgresStore } from '../../../dist/server/postgres.js';
import { createSqliteStore } from '../../../dist/server/sqlite.js';
import { answerParent } from '../lib/child.mjs';
import { clientIdBytes, TEXT, uuidOf } from '../lib/rows.mjs';
import { quantile } from '../lib/stats.mjs';

const DAY_MS = 24 * 3_600_000;
/** As the server's retention does it. */
const STEP = 200;
const PAUSE_MS = 20;

await answerParent(async ({ postgres, rooms, perRoom }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gametegra-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const open = (now) => (postgres ? createPostgresStore({ url: postgres, now }) : createSqliteStore({ path: join(folder, 'chat.db'), now }));
  const nameOf = (index) => `2...bench_${index}`;
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  let serial = 0;
  const entry = () => ({ clientId: uuidOf(clientIdBytes(++serial)), senderId: 'g-sender-00000000', sender: 'sender', content: TEXT, persist: true });

  const past = await open(() => Date.now() - 40 * DAY_MS);
  await Promise.all(Array.from({ length: rooms }, (_, index) => past.open(nameOf(index), { epoch: 'bench', lastSeq: 0 })));
  // Not room by room: real rooms grow side by side. And no more at once than the store lets wait.
  for (let done = 0; done < perRoom; done += 100) {
    for (let first = 0; first < rooms; first += 100) {
      await Promise.all(Array.from({ length: Math.min(100, rooms - first) }, (_, index) => past.append(nameOf(first + index), Array.from({ length: Math.min(100, perRoom - done) }, entry))));
    }
  }
  await past.close();
  let store = await open();

  async function timed(use) {
    const began = performance.now();
    await use();
    return performance.now() - began;
  }

  /** Lets go of the oldest of each room, forever, until told to stop. */
  function retention() {
    let running = true;
    let removed = 0;
    let keep = perRoom;
    const done = (async () => {
      while (running) {
        keep = Math.max(100, Math.floor(keep * 0.8));
        for (let index = 0; running && index < rooms; index++) {
          for (let more = true; running && more; ) {
            const step = await store.prune(nameOf(index), { keep, spareSince: Date.now() - DAY_MS, limit: STEP });
            removed += step.removed;
            more = step.more;
            if (step.removed > 0) await sleep(PAUSE_MS);
          }
        }
      }
    })();
    return { async stop() { running = false; await done; return removed; } };
  }

  return {
    ready: true,
    /** From nothing to the first page. */
    async start() {
      await store.close();
      return { ms: await timed(async () => {
        store = await open();
        await store.page(nameOf(0), { limit: 50, from: 'newest' });
      }) };
    },
    async pages() {
      const taken = { newest: [], oldest: [] };
      for (let round = 0; round < 500; round++) {
        for (const from of ['newest', 'oldest']) {
          taken[from].push(await timed(() => store.page(nameOf(Math.floor(Math.random() * rooms)), { limit: 50, from })));
        }
      }
      return { newest: quantile(taken.newest, 0.5), oldest: quantile(taken.oldest, 0.5) };
    },
    /** So many messages a second, each in another room, with or without retention beside them. */
    async paced({ seconds, perSecond, prune }) {
      const beside = prune ? retention() : undefined;
      const latencies = [];
      const open = new Set();
      const began = performance.now();
      for (let sent = 0; performance.now() - began < seconds * 1_000; ) {
        for (; sent < ((performance.now() - began) / 1_000) * perSecond; sent++) {
          const append = timed(() => store.append(nameOf((sent * 7919) % rooms), [entry()])).then((ms) => latencies.push(ms));
          open.add(append);
          void append.finally(() => open.delete(append));
        }
        await sleep(1);
      }
      await Promise.all(open);
      const removed = (await beside?.stop()) ?? 0;
      return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), prunedPerSecond: removed / seconds };
    },
    /** As the server does it: one append of a room under way, what arrives meanwhile goes into the next. */
    async saturated({ seconds, waiting, over }) {
      let count = 0;
      const began = performance.now();
      await Promise.all(Array.from({ length: over }, async (_, index) => {
        for (; performance.now() - began < seconds * 1_000; count += waiting / over) {
          await store.append(nameOf(index), Array.from({ length: waiting / over }, entry));
        }
      }));
      return { perSecond: (count / (performance.now() - began)) * 1_000 };
    },
  };
});
