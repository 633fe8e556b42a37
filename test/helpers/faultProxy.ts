import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy that can do to connections what networks do. */
export interface FaultProxy {
  readonly port: number;
  /** Pairs of sockets that are open now. */
  readonly size: number;
  /** Breaks all connections; the next ones work. */
  cut(): void;
  /** From now on the open connections deliver nothing, either way, and nobody is told. The next ones work. */
  halfOpen(): void;
  /** As `halfOpen`, for connections to come too; until `heal`. */
  blackhole(): void;
  /** The client does not read: what the server sends piles up. Until `heal`. */
  stall(): void;
  /** Each piece of data arrives so much later. */
  delay(ms: number): void;
  /** Connections are refused, as where nothing listens. */
  refuse(): void;
  /** New connections work, stalled ones read on; what was swallowed is gone with its connection. */
  heal(): void;
  close(): Promise<void>;
}

interface Pair {
  client: Socket;
  server: Socket;
  swallowing: boolean;
}

export async function createFaultProxy(targetPort: number): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let swallowing = false;
  let stalled = false;
  let refusing = false;
  let delayMs = 0;

  function end(pair: Pair): void {
    pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  }

  function carry(pair: Pair, from: Socket, to: Socket): void {
    from.on('data', (data) => {
      if (pair.swallowing) return;
      const write = (): void => {
        // Back pressure goes through, so that a reader that stalls stalls its writer.
        if (!to.destroyed && !to.write(data)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      };
      if (delayMs > 0) setTimeout(write, delayMs);
      else write();
    });
    // Over a dead network not even a close arrives.
    from.on('close', () => {
      if (!pair.swallowing) setTimeout(() => end(pair), delayMs);
      else if (from.destroyed && pair.client.destroyed && pair.server.destroyed) pairs.delete(pair);
    });
    from.on('error', () => {});
  }

  const server = createServer((client) => {
    if (refusing) return void client.resetAndDestroy();
    const pair: Pair = { client, server: connect(targetPort, '127.0.0.1'), swallowing };
    pairs.add(pair);
    carry(pair, client, pair.server);
    carry(pair, pair.server, client);
    if (stalled) pair.server.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    get size() {
      return pairs.size;
    },
    cut() {
      for (const pair of pairs) end(pair);
    },
    halfOpen() {
      for (const pair of pairs) pair.swallowing = true;
    },
    blackhole() {
      swallowing = true;
      for (const pair of pairs) pair.swallowing = true;
    },
    stall() {
      stalled = true;
      for (const { server: source } of pairs) source.pause();
    },
    delay(ms) {
      delayMs = ms;
    },
    refuse() {
      refusing = true;
      for (const pair of pairs) end(pair);
    },
    heal() {
      swallowing = false;
      refusing = false;
      stalled = false;
      delayMs = 0;
      for (const { server: source } of pairs) source.resume();
    },
    async close() {
      for (const pair of pairs) end(pair);
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
