import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from './stats.mjs';

/** What one write of `bytes` and its fdatasync take on this disk, milliseconds: the median of `times`. */
export function syncCost({ bytes = 4_096, times = 200 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'gametegra-sync-'));
  const file = openSync(join(folder, 'log'), 'w');
  try {
    const block = Buffer.alloc(bytes, 'x');
    const taken = [];
    for (let i = 0; i < times; i++) {
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
