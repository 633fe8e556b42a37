import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/** One address before several servers: each connection goes to the next one that takes it, or always to the first that does. */
export async function startBalancer(ports: () => readonly number[], order: 'turns' | 'first' = 'turns'): Promise<Balancer> {
  const sockets = new Set<Socket>();
  let turn = 0;

  const server = createServer((client) => {
    sockets.add(client);
    client.once('close', () => sockets.delete(client));
    client.on('error', () => {});
    const candidates = ports();
    const first = order === 'turns' ? turn++ : 0;
    const attempt = (n: number): void => {
      if (n === candidates.length) return void client.destroy();
      const target = connect(candidates[(first + n) % candidates.length]!, '127.0.0.1');
      target.once('connect', () => {
        client.pipe(target).pipe(client);
        client.once('close', () => target.destroy());
        target.once('close', () => client.destroy());
        target.removeAllListeners('error').on('error', () => client.destroy());
      });
      target.once('error', () => attempt(n + 1));
    };
    attempt(0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
