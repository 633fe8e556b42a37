import type { FaultProxy } from '../helpers/faultProxy.js';
import type { ServerProcess } from '../helpers/serverProcess.js';

export const FAULTS = ['cut', 'half-open', 'slow reader', 'kill -9', 'SIGTERM'] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultPlan {
  /** Milliseconds from the start, by a seed. */
  at: number;
  fault: Fault;
  /** From 0 up to 1: which clients, and for how long. */
  pick: number;
  length: number;
}

/** Spreads so many faults of each kind over the time; those that stop the server keep apart from each other. */
export function planFaults(random: () => number, durationMs: number, each: number): FaultPlan[] {
  const plan: FaultPlan[] = FAULTS.filter((fault) => fault !== 'kill -9' && fault !== 'SIGTERM').flatMap((fault) =>
    Array.from({ length: each }, () => ({ at: random() * durationMs, fault, pick: random(), length: random() })),
  );
  const slot = durationMs / (2 * each);
  for (let i = 0; i < 2 * each; i++) {
    plan.push({ at: (i + 0.1 + 0.5 * random()) * slot, fault: i % 2 === 0 ? 'kill -9' : 'SIGTERM', pick: random(), length: random() });
  }
  return plan.sort((a, b) => a.at - b.at);
}

export interface FaultTools {
  server: ServerProcess;
  proxies: FaultProxy[];
  /** All say a great deal at once. */
  burst(): void;
  /** SIGTERM ended otherwise than it should. */
  onBadExit(text: string): void;
}

/** Carries one fault out; resolves when what it stopped goes on. */
export async function inflict({ fault, pick, length }: FaultPlan, { server, proxies, burst, onBadExit }: FaultTools): Promise<void> {
  // A tenth of the clients at a time, at least one.
  const width = Math.max(1, Math.floor(proxies.length / 10));
  const first = Math.floor(pick * proxies.length);
  const hit = Array.from({ length: width }, (_, i) => proxies[(first + i) % proxies.length]!);
  switch (fault) {
    case 'cut':
      for (const proxy of hit) proxy.cut();
      return;
    case 'half-open':
      for (const proxy of hit) {
        // Every other time the next connections are dead as well, for a while.
        if (length < 0.5) proxy.halfOpen();
        else proxy.blackhole();
      }
      await sleep(length * 4_000);
      for (const proxy of hit) proxy.heal();
      return;
    case 'slow reader':
      for (const proxy of hit) proxy.stall();
      burst();
      await sleep(500 + length * 3_000);
      for (const proxy of hit) proxy.heal();
      return;
    case 'kill -9':
      await server.kill();
      await sleep(length * 1_000);
      return server.start();
    case 'SIGTERM': {
      const { code, ms } = await server.terminate();
      if (code !== 0 || ms > 8_000) onBadExit(`SIGTERM: exit code ${code} after ${Math.round(ms)} ms`);
      await sleep(length * 500);
      return server.start();
    }
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
