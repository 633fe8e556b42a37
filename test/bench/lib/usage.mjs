import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a server process used between `begin` and `end`, as its operating system and its event loop tell. */
export function usageActions() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let cpu;
  let began;
  return {
    begin() {
      delay.reset();
      delay.enable();
      cpu = process.cpuUsage();
      began = performance.now();
    },
    end() {
      const { user, system } = process.cpuUsage(cpu);
      delay.disable();
      // The timer itself rests 1 ms between two looks.
      return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - began) / 1e3, loopDelayP99: Math.max(0, delay.percentile(99) / 1e6 - 1) };
    },
    async memory() {
      for (let i = 0; i < 4; i++) {
        globalThis.gc();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const { heapUsed, external, rss } = process.memoryUsage();
      return { held: heapUsed + external, rss };
    },
  };
}
