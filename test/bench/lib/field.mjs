import { join } from 'node:path';
import { bench } from './paths.mjs';
import { startChild } from './child.mjs';

/** A server and its load, each in processes of their own. */
export async function openField({ kind, server = {}, loads = 1, persistence = true }) {
  const host = await startChild(join(bench, 'servers', `${kind}.mjs`), server);
  const crews = [];
  for (let i = 0; i < loads; i++) crews.push(await startChild(join(bench, 'load', 'load.mjs'), { kind, port: host.ready.port, persistence }));
  const all = (type, payload) => Promise.all(crews.map((crew) => crew.ask(type, payload)));
  return {
    host,
    all,
    /** Spreads clients over the load processes. */
    connect: (list) => Promise.all(crews.map((crew, index) => crew.ask('connect', list.filter((_, place) => place % loads === index)))),
    async measure(seconds) {
      await all('begin');
      await host.ask('begin');
      await sleep(seconds * 1_000);
      const usage = await host.ask('end');
      const seen = await all('end');
      return {
        ...usage,
        deliveries: sum(seen, 'deliveries'),
        acks: sum(seen, 'acks'),
        latencies: seen.flatMap(({ latencies }) => [...latencies]),
      };
    },
    // The load first: it takes a server that goes away for a failure.
    async close() {
      await Promise.all(crews.map((crew) => crew.stop()));
      await host.stop();
    },
  };
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function sum(list, key) {
  return list.reduce((total, item) => total + item[key], 0);
}
