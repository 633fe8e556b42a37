import { networkInterfaces } from 'node:os';
import { createGametegra, type ChatMessage } from '../../src/client/index.js';

/** Players who talk in the room that is attacked, and one who listens. */
export interface Bystanders {
  /** What befell them beside their messages: ends, errors, lost connections. */
  readonly harm: string[];
  /** Talks until told to stop; resolves with how long each message took to the listener, milliseconds, ascending; Infinity where it never came. */
  talk(): () => Promise<number[]>;
  close(): void;
}

/** Two a second are free of the rate limit. */
const BEAT_MS = 520;
const PATIENCE_MS = 10_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Another address of this machine than the attacker's, as limits count by address; else the same one. */
export function bystanderHost(): string {
  const outside = Object.values(networkInterfaces()).flatMap((found) => found ?? []).find(({ family, internal }) => family === 'IPv4' && !internal);
  return outside?.address ?? '127.0.0.1';
}

export async function createBystanders(port: number, speakers: number): Promise<Bystanders> {
  const harm: string[] = [];
  const heardAt = new Map<string, number>();
  const host = bystanderHost();
  const games = Array.from({ length: speakers + 1 }, (_, i) => createGametegra({ endpoint: `ws://${host}:${port}`, appId: 'fuzz', guest: { username: i === 0 ? 'Listener' : `Speaker ${i}` } }));
  for (const [i, { bus }] of games.entries()) {
    bus.on('roomchat:state', ({ state }) => void harm.push(`bystander ${i}: ${state}`));
    bus.on('roomchat:error', ({ error }) => void harm.push(`bystander ${i}: ${error.message}`));
  }
  const [listener, ...speeches] = await Promise.all(games.map(({ roomChat }) => roomChat.join('square')));
  listener!.on('message', ({ content }: ChatMessage) => void (typeof content === 'string' && heardAt.set(content, performance.now())));

  return {
    harm,
    talk() {
      const sentAt = new Map<string, number>();
      let running = true;
      const done = Promise.all(speeches.map(async (speech, i) => {
        for (await pause((BEAT_MS * i) / speeches.length); running; await pause(BEAT_MS)) {
          const text = `${i} ${Math.random()}`;
          sentAt.set(text, performance.now());
          // What is too many is no harm.
          void speech.send(text).catch((error: { code?: string }) => (error.code === 'rate_limited' ? sentAt.delete(text) : harm.push(`speaker: ${error.code}`)));
        }
      }));
      return async () => {
        running = false;
        await done;
        for (const end = Date.now() + PATIENCE_MS; Date.now() < end && [...sentAt.keys()].some((text) => !heardAt.has(text)); ) await pause(20);
        const times = [...sentAt].map(([text, at]) => (heardAt.get(text) ?? Infinity) - at).sort((a, b) => a - b);
        heardAt.clear();
        return times;
      };
    },
    close() {
      for (const game of games) game.close();
    },
  };
}
