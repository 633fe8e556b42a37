/** The code that SQLite gives a failure, without its refinements; 0 for errors that are not of SQLite. */
function codeOf(error: unknown): number {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : 0;
}

const CANNOT_BE_USED = new Map<number, [why: string, todo: string]>([
  [5, ['another process holds it', 'stop that process']],
  [6, ['another process holds it', 'stop that process']],
  [8, ['it cannot be written', 'check its permissions and those of its folder']],
  [10, ['the disk fails', 'check the disk']],
  [11, ['the file is damaged', 'restore it from a backup']],
  [13, ['the disk is full', 'make room on it']],
  [14, ['the file cannot be opened', 'check its permissions and those of its folder']],
  [26, ['the file is not an SQLite database', 'give another path']],
]);

/** True where the whole database cannot be used, whatever is asked of it. */
export function isOutage(error: unknown): boolean {
  return CANNOT_BE_USED.has(codeOf(error));
}

/** True where another connection has the lock. */
export function isHeld(error: unknown): boolean {
  return codeOf(error) === 5 || codeOf(error) === 6;
}

/** True where a write did not fit; some limits (of a user, of a file) show as a failed write. */
export function isOutOfSpace(error: unknown): boolean {
  return codeOf(error) === 13 || codeOf(error) === 10;
}

/** "<why>; <what to do>" for a person. */
export function describeFailure(error: unknown): string {
  const known = CANNOT_BE_USED.get(codeOf(error));
  if (known) return known.join('; ');
  return `${error instanceof Error ? error.message : String(error)}; look into the server's log`;
}
