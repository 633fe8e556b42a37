import { describe, expect, it } from 'vitest';
import { createHeightIndex } from '../../../../src/overlay/model/heightIndex.js';

describe('heightIndex', () => {
  it('agrees with plain sums after any changes', () => {
    let seed = 3;
    const next = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % below;
    const index = createHeightIndex();
    const plain: number[] = [];
    for (let round = 0; round < 400; round++) {
      const at = next(plain.length + 1);
      if (next(3) === 0 && plain.length > 0) {
        const height = next(50);
        const line = next(plain.length);
        index.set(line, height);
        plain[line] = height;
      } else {
        const remove = next(Math.min(4, plain.length - at + 1));
        const added = Array.from({ length: next(5) }, () => next(40));
        index.splice(at, remove, added);
        plain.splice(at, remove, ...added);
      }
      expect(index.length).toBe(plain.length);
      expect(index.total).toBe(plain.reduce((sum, height) => sum + height, 0));
      let offset = 0;
      const wrong = plain.filter((height, line) => {
        const here = offset;
        offset += height;
        return index.offsetOf(line) !== here || (height > 0 && index.at(here) !== line);
      });
      expect(wrong).toEqual([]);
    }
  });

  it('stays within its lines', () => {
    const index = createHeightIndex();
    expect(index.at(5)).toBe(0);
    index.splice(0, 0, [10, 10]);
    expect([index.at(-3), index.at(9.9), index.at(10), index.at(999)]).toEqual([0, 0, 1, 1]);
  });
});
