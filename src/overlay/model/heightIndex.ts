/** Heights of a list of lines, with sums in logarithmic time: the offset of any line, the line at any offset. */
export interface HeightIndex {
  readonly length: number;
  readonly total: number;
  get(index: number): number;
  set(index: number, height: number): void;
  /** Sum of all heights before the line. */
  offsetOf(index: number): number;
  /** The line at an offset, within 0 and the last one. */
  at(offset: number): number;
  splice(index: number, remove: number, heights: readonly number[]): void;
}

/** A Fenwick tree: node i holds the sum of as many heights up to i as its lowest bit says. */
export function createHeightIndex(): HeightIndex {
  const heights: number[] = [];
  const tree: number[] = [0];

  const sum = (count: number): number => {
    let total = 0;
    for (let node = count; node > 0; node -= node & -node) total += tree[node]!;
    return total;
  };

  const push = (height: number): void => {
    const node = heights.push(height);
    let total = height;
    for (let child = node - 1, stop = node - (node & -node); child > stop; child -= child & -child) total += tree[child]!;
    tree[node] = total;
  };

  return {
    get length() {
      return heights.length;
    },
    get total() {
      return sum(heights.length);
    },
    get: (index) => heights[index] ?? 0,

    set(index, height) {
      const delta = height - heights[index]!;
      heights[index] = height;
      for (let node = index + 1; node < tree.length; node += node & -node) tree[node]! += delta;
    },

    offsetOf: (index) => sum(Math.min(index, heights.length)),

    at(offset) {
      let node = 0;
      let left = offset;
      for (let step = 1 << (31 - Math.clz32(heights.length || 1)); step > 0; step >>= 1) {
        const next = node + step;
        if (next < tree.length && tree[next]! <= left) {
          node = next;
          left -= tree[next]!;
        }
      }
      return Math.max(0, Math.min(node, heights.length - 1));
    },

    splice(index, remove, added) {
      // Most changes are at the end; the rest are rare enough to write the tail anew.
      const tail = [...added, ...heights.slice(index + remove)];
      heights.length = index;
      tree.length = index + 1;
      for (const height of tail) push(height);
    },
  };
}
