import { join } from 'node:path';

export const bench = join(import.meta.dirname, '..');
export const root = join(bench, '..', '..');
