import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './stats.mjs';

/**
 * What one write and its fdatasync take on this disk, milliseconds: the median of `times`, at the
 * pace of the messages that it is compared with. A disk that never rests is quicker.
 */
export async function syncCost({ bytes = 4_096, times = 60, paceMs = 50 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gametegra-sync-'));
  const file = openSync(join(folder, 'log'), 'w');
  try {
    const block = Buffer.alloc(bytes, 'x');
    const taken = [];
    for (let i = 0; i < times; i++) {
      await new Promise((resolve) => setTimeout(resolve, paceMs));
      const began = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      taken.push(performance.now() - began);
    }
    return quantile(taken, 0.5);
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}
