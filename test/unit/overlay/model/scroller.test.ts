import { describe, expect, it } from 'vitest';
import { createScroller, type Scroller } from '../../../../src/overlay/model/scroller.js';

const settle = (scroller: Scroller): void => {
  for (let step = 0; step < 500 && scroller.moving; step++) scroller.step(16);
};

describe('scroller', () => {
  it('O2 keeps the end in sight while one is there', () => {
    const scroller = createScroller();
    scroller.setExtent(300, 100);
    expect(scroller.top).toBe(200);
    scroller.setExtent(320, 100);
    expect(scroller.moving).toBe(true);
    settle(scroller);
    expect([scroller.top, scroller.atEnd]).toEqual([220, true]);
  });

  it('O2 stays where the reader is while lines come below', () => {
    const scroller = createScroller();
    scroller.setExtent(300, 100);
    scroller.by(-60);
    settle(scroller);
    scroller.setExtent(400, 100);
    settle(scroller);
    expect([scroller.top, scroller.atEnd]).toEqual([140, false]);
    scroller.toEnd();
    settle(scroller);
    expect([scroller.top, scroller.atEnd]).toEqual([300, true]);
  });

  it('O2 what is seen stays while content above grows', () => {
    const scroller = createScroller();
    scroller.setExtent(300, 100);
    scroller.by(-150);
    scroller.step(16);
    const before = scroller.top;
    scroller.shift(500);
    scroller.setExtent(800, 100);
    expect(scroller.top).toBe(before + 500);
  });

  it('a thrown log goes on and comes to rest within its bounds', () => {
    const scroller = createScroller();
    scroller.setExtent(2_000, 100);
    scroller.grab();
    scroller.drag(-50, 16);
    scroller.drag(-50, 16);
    scroller.release();
    const held = scroller.top;
    scroller.step(16);
    expect(scroller.top).toBeLessThan(held);
    settle(scroller);
    expect(scroller.top).toBeGreaterThanOrEqual(0);
    expect(scroller.moving).toBe(false);
  });

  it('O6 reduced motion goes there at once', () => {
    const scroller = createScroller({ smooth: false });
    scroller.setExtent(300, 100);
    scroller.by(-50);
    expect([scroller.top, scroller.moving]).toEqual([150, false]);
    scroller.grab();
    scroller.drag(-20, 16);
    scroller.release();
    expect([scroller.top, scroller.moving]).toEqual([130, false]);
  });

  it('never leaves its bounds', () => {
    const scroller = createScroller({ smooth: false });
    scroller.setExtent(50, 100);
    scroller.by(999);
    expect(scroller.top).toBe(0);
    scroller.setExtent(300, 100);
    scroller.to(-5);
    expect(scroller.top).toBe(0);
    scroller.setExtent(20, 100);
    expect(scroller.top).toBe(0);
  });
});
