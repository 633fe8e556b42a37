import { describe, expect, it } from 'vitest';
import { createPatientEmitter } from '../../../src/client/patientEmitter.js';
import { createManualClock } from '../../helpers/manualClock.js';

type Events = { message: number; presence: number; end: string };

function setUp(capacity = 3) {
  const clock = createManualClock();
  const dropped: [string, unknown][] = [];
  const emitter = createPatientEmitter<Events>({ clock, capacity, patient: ['message', 'end'], onDropped: (event, data) => dropped.push([event, data]) });
  const seen: unknown[] = [];
  return { clock, emitter, dropped, seen, see: (data: unknown) => seen.push(data) };
}

describe('an emitter that waits', () => {
  it('J5 keeps messages for a listener that comes late, and tells them in order after the task in which it came', async () => {
    const { clock, emitter, seen, see } = setUp();
    emitter.emit('message', 1);
    await clock.advance(5_000);
    emitter.emit('message', 2);
    emitter.on('message', see);
    emitter.emit('message', 3);
    expect(seen).toEqual([]);
    await clock.advance(0);
    emitter.emit('message', 4);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('tells every listener of that task what has waited', async () => {
    const { clock, emitter, seen } = setUp();
    await clock.advance(0);
    emitter.emit('message', 1);
    emitter.on('message', (data) => seen.push(`a${data}`));
    emitter.on('message', (data) => seen.push(`b${data}`));
    await clock.advance(0);
    expect(seen).toEqual(['a1', 'b1']);
  });

  it('tells at once where nothing waits', async () => {
    const { clock, emitter, seen, see } = setUp();
    await clock.advance(0);
    emitter.on('message', see);
    emitter.emit('message', 1);
    expect(seen).toEqual([1]);
  });

  it('keeps the order of different events, each until its own listener comes', async () => {
    const { clock, emitter, seen, see } = setUp();
    emitter.emit('message', 1);
    emitter.emit('end', 'x');
    emitter.on('end', see);
    await clock.advance(0);
    expect(seen).toEqual(['x']);
    emitter.on('message', see);
    await clock.advance(0);
    expect(seen).toEqual(['x', 1]);
  });

  it('keeps what is not patient for the first task only', async () => {
    const { clock, emitter, seen, see } = setUp();
    emitter.emit('presence', 1);
    await clock.advance(0);
    emitter.emit('presence', 2);
    emitter.on('presence', see);
    await clock.advance(0);
    emitter.emit('presence', 3);
    expect(seen).toEqual([3]);
  });

  it('T6 keeps a bounded number, the newest, and says what it dropped', async () => {
    const { clock, emitter, dropped, seen, see } = setUp();
    emitter.emit('end', 'x');
    for (let i = 1; i <= 5; i++) emitter.emit('message', i);
    expect(dropped).toEqual([['message', 1], ['message', 2]]);
    emitter.on('message', see);
    await clock.advance(0);
    expect(seen).toEqual([3, 4, 5]);
  });

  it('E5 is silent once cleared, and leaves no timer', async () => {
    const { clock, emitter, seen, see } = setUp();
    emitter.emit('message', 1);
    emitter.on('message', see);
    emitter.clear();
    expect(clock.pending).toBe(0);
    expect(emitter.waits('message')).toBe(false);
    await clock.advance(0);
    expect(seen).toEqual([]);
  });
});
