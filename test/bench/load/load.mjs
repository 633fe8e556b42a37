// A process of clients. What it is asked for: connect, saturate, pace, acks, begin, end.
import { answerParent } from '../lib/child.mjs';
import { clients as kinds } from './clients.mjs';

const CONNECT_AT_ONCE = 32;

await answerParent(async ({ kind, port, persistence }) => {
  const clients = [];
  let deliveries = 0;
  let acks = 0;
  let latencies = [];
  let measuring = false;

  /**
   * `reads`: its deliveries count for the latency. `onAck`: it sends its next message by the server's answer, and
   * so has no need to know its own among the deliveries.
   * @param {{ room: string, name: string, sends: boolean, reads: boolean, onAck?: boolean }[]} list
   */
  async function connect(list) {
    let next = 0;
    const worker = async () => {
      while (next < list.length) {
        const { room, name, sends, reads, onAck = false } = list[next++];
        const client = { name, sends, serial: 0, onOwn: null, onAck: null };
        const socket = await kinds[kind]({
          port,
          room,
          name,
          persistence,
          // Decoding everything for everyone would measure the load.
          read: reads || (sends && !onAck),
          onMessages(count, texts) {
            deliveries += count;
            if (texts === null) return;
            const now = Number(process.hrtime.bigint());
            for (const text of texts) {
              const [from, , stamp] = text.split('|', 3);
              if (measuring && reads) latencies.push((now - Number(stamp)) / 1e6);
              if (from === name) client.onOwn?.();
            }
          },
          onAck(clientId) {
            acks++;
            client.onAck?.(clientId);
          },
        });
        client.say = (bytes) => socket.send(`${name}|${client.serial++}|${process.hrtime.bigint()}|`.padEnd(bytes, 'x'));
        clients.push(client);
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONNECT_AT_ONCE, list.length) }, worker));
  }

  const senders = () => clients.filter((client) => client.sends);

  return {
    ready: true,
    connect,
    /** Each sender keeps `window` messages under way. */
    saturate({ window, bytes }) {
      for (const sender of senders()) {
        sender.onOwn = () => sender.say(bytes);
        for (let i = 0; i < window; i++) sender.say(bytes);
      }
    },
    /** As saturate, but the next goes out with the server's answer, not with the delivery. */
    acks({ window, bytes }) {
      for (const sender of senders()) {
        sender.onAck = () => sender.say(bytes);
        for (let i = 0; i < window; i++) sender.say(bytes);
      }
    },
    /** All senders together send `perSecond` messages, evenly. */
    pace({ perSecond, bytes }) {
      const all = senders();
      const began = performance.now();
      let sent = 0;
      const timer = setInterval(() => {
        const due = Math.floor(((performance.now() - began) / 1e3) * perSecond);
        while (sent < due) all[sent++ % all.length].say(bytes);
      }, 1);
      timer.unref();
    },
    begin() {
      deliveries = 0;
      acks = 0;
      latencies = [];
      measuring = true;
    },
    end() {
      measuring = false;
      return { deliveries, acks, latencies: Float64Array.from(latencies) };
    },
  };
});
