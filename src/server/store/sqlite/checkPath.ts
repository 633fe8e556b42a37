import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Throws one sentence where no database can lie under the path: SQLite itself would say "unable to open" alone. */
export function checkPath(path: string): void {
  const folder = dirname(resolve(path));
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`unable to open database ${path}; it is a folder; give the path of a file`);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`unable to open database ${path}; the folder ${folder} does not exist; make it first`);
}
