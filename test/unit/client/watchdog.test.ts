import { describe, expect, it } from 'vitest';
import { createWatchdog } from '../../../src/client/watchdog.js';
import { createManualClock } from '../../helpers/manualClock.js';

function setUp() {
  const clock = createManualClock();
  const told: string[] = [];
  const watchdog = createWatchdog({ clock, onDead: () => told.push('dead'), probe: () => told.push('probe') });
  return { clock, told, watchdog };
}

describe('the watchdog', () => {
  it('R4 takes a silence of two and a half heartbeats for death, and not a shorter one', async () => {
    const { clock, told, watchdog } = setUp();
    watchdog.start(1_000);
    await clock.advance(2_400);
    watchdog.heard();
    await clock.advance(2_499);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['dead']);
    expect(clock.pending).toBe(0);
  });

  it('R1 finds out within three seconds where it is told that the connection may be dead', async () => {
    const { clock, told, watchdog } = setUp();
    watchdog.start(5_000);
    await clock.advance(1_000);
    watchdog.check();
    expect(told).toEqual(['probe']);
    await clock.advance(3_000);
    expect(told).toEqual(['probe', 'dead']);
  });

  it('lets a connection that answers live, also where the answer comes in the same millisecond', async () => {
    const { clock, told, watchdog } = setUp();
    watchdog.start(5_000);
    watchdog.check();
    watchdog.heard();
    await clock.advance(3_000);
    expect(told).toEqual(['probe']);
    await clock.advance(9_499);
    expect(told).toEqual(['probe']);
    await clock.advance(1);
    expect(told).toEqual(['probe', 'dead']);
  });

  it('asks once at a time, however often it is told to', async () => {
    const { clock, told, watchdog } = setUp();
    watchdog.start(5_000);
    for (let i = 0; i < 5; i++) {
      watchdog.check();
      await clock.advance(1_000);
    }
    expect(told).toEqual(['probe', 'dead']);
  });

  it('R1 takes no sleep for death: it asks first', async () => {
    const { clock, told, watchdog } = setUp();
    watchdog.start(5_000);
    await clock.sleep(60_000);
    expect(told).toEqual(['probe']);
    watchdog.heard();
    await clock.advance(12_499);
    expect(told).toEqual(['probe']);
    watchdog.check();
    await clock.sleep(60_000);
    expect(told).toEqual(['probe', 'probe', 'probe']);
    await clock.advance(3_000);
    expect(told).toEqual(['probe', 'probe', 'probe', 'dead']);
  });

  it('is silent when stopped, and leaves no timer', async () => {
    const { clock, told, watchdog } = setUp();
    watchdog.check();
    watchdog.start(1_000);
    watchdog.check();
    watchdog.stop();
    watchdog.check();
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(told).toEqual(['probe']);
    watchdog.start(1_000);
    await clock.advance(2_500);
    expect(told).toEqual(['probe', 'dead']);
  });
});
