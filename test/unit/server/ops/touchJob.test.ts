import { expect, it } from 'vitest';
import { startTouching } from '../../../../src/server/ops/touchJob.js';
import { createManualClock } from '../../../helpers/manualClock.js';

it('T8 touches the rooms that are open every hour, in steps, also after a failure', async () => {
  const clock = createManualClock();
  const touched: number[] = [];
  const errors: unknown[] = [];
  let failing = false;
  let opened = Array.from({ length: 1_200 }, (_, index) => `r${index}`);
  const touching = startTouching({
    clock,
    opened: () => opened,
    store: {
      async touchRooms(rooms) {
        if (failing) throw new Error('down');
        touched.push(rooms.length);
      },
    },
    onError: (error) => void errors.push(error),
  });
  await clock.advance(3_600_000);
  expect(touched).toEqual([500, 500, 200]);
  failing = true;
  await clock.advance(3_600_000);
  expect(errors).toHaveLength(1);
  failing = false;
  opened = ['r1'];
  await clock.advance(3_600_000);
  expect(touched.slice(3)).toEqual([1]);
  touching.close();
  expect(clock.pending).toBe(0);
});
