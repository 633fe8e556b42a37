import { describe, expect, it } from 'vitest';
import { placeBubble } from '../../../../src/overlay/view/placeBubble.js';

const VIEW = { left: 100, top: 50, right: 500, bottom: 350 };
const SIZE = { width: 120, height: 40 };

describe('placeBubble', () => {
  it.each([
    ['over whom it belongs to', { x: 300, y: 200 }, { x: 300, y: 200, tail: 0 }],
    ['further in at the left, its tail still over the speaker', { x: 112, y: 200 }, { x: 164, y: 200, tail: -52 }],
    ['further in at the right', { x: 480, y: 200 }, { x: 436, y: 200, tail: 44 }],
    ['lower at the top', { x: 300, y: 60 }, { x: 300, y: 94, tail: 0 }],
    ['out of sight with a speaker who is', { x: 90, y: 200 }, { x: 90, y: 200, tail: 0 }],
  ])('goes %s', (_where, tip, placed) => {
    expect(placeBubble(tip, SIZE, VIEW)).toEqual(placed);
  });

  it('stays with the speaker where the view is narrower than the bubble', () => {
    expect(placeBubble({ x: 105, y: 200 }, { width: 500, height: 40 }, VIEW)).toEqual({ x: 105, y: 200, tail: 0 });
  });
});
