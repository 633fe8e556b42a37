import { readFileSync } from 'node:fs';

/**
 * Watches how much of the processors' time a virtual machine's host gives to others, from now on.
 * The share, 0 to 1, of all time; 0 where the system does not tell (all but Linux).
 */
export function watchStolen() {
  const before = readTimes();
  return () => {
    const now = readTimes();
    return now.all > before.all ? (now.stolen - before.stolen) / (now.all - before.all) : 0;
  };
}

/** In ticks since the start of the machine, over all processors. */
function readTimes() {
  try {
    // user, nice, system, idle, iowait, irq, softirq, steal
    const times = /^cpu +(.*)/.exec(readFileSync('/proc/stat', 'utf8'))[1].split(' ').slice(0, 8).map(Number);
    return { all: times.reduce((sum, time) => sum + time, 0), stolen: times[7] };
  } catch {
    return { all: 0, stolen: 0 };
  }
}
