import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bench } from './storeContract.js';
import { bundleForProcess, type ProcessBundle } from './storeProcess.js';

/** A process that appends is killed in the middle of it, again and again. */
export function crashContract(bench: Bench): void {
  let bundle: ProcessBundle;
  beforeAll(async () => {
    bundle = await bundleForProcess({ appender: './storeAppender.ts' });
  });
  afterAll(() => bundle.remove());

  /** Resolves with what was acknowledged before the kill. */
  async function appendUntilKilled(prefix: string, atLeast: number): Promise<{ room: string; clientId: string; seq: number }[]> {
    const child = spawn(process.execPath, [bundle.path('appender'), JSON.stringify(bench.target), JSON.stringify(prefix)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const acknowledged: { room: string; clientId: string; seq: number }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const [room, clientId, seq] = line.split(' ');
      acknowledged.push({ room: room!, clientId: clientId!, seq: Number(seq) });
      if (acknowledged.length === atLeast) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    return acknowledged;
  }

  it('R6 S1 has every acknowledged message after kill -9, under its number, and S3 stores none of their retries', async () => {
    const acknowledged: { room: string; clientId: string; seq: number }[] = [];
    for (const [round, atLeast] of [300, 1, 1_500].entries()) acknowledged.push(...(await appendUntilKilled(`a00${round}`, atLeast)));
    expect(acknowledged.length).toBeGreaterThanOrEqual(1_801);

    const store = await bench.open();
    for (const room of new Set(acknowledged.map((message) => message.room))) {
      const mine = acknowledged.filter((message) => message.room === room);
      const stored = await store.page(room, { limit: 1_000_000, from: 'oldest' });
      const bySeq = new Map(stored.map((message) => [message[0], message]));
      for (const { seq, clientId } of mine) expect(bySeq.get(seq)).toMatchObject({ 3: clientId, 5: clientId });
      expect(new Set(stored.map((message) => message[5])).size).toBe(stored.length);

      const retried = await store.append(room, mine.map(({ clientId }) => ({ clientId, senderId: 'u1', sender: 'Ann', content: 'again', persist: true })));
      expect(retried.appended.map(({ seq, duplicate }) => [seq, duplicate])).toEqual(mine.map(({ seq }) => [seq, true]));
    }
  });
}
