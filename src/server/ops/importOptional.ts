import { RoomChatError } from '../../protocol/errors.js';
import { installable } from './installable.js';

/**
 * Loads an optional package, or throws one sentence that names it and the command that installs it.
 * `load` holds the literal `import('name')`, so that bundlers see it.
 */
export async function importOptional<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new RoomChatError('invalid_option', `unable to ${purpose}; the package ${name} is not installed; run: npm install ${installable(name)}`, { cause: error });
  }
}

/** The same, but null where the package is missing. */
export async function importIfPresent<T>(name: string, load: () => Promise<T>): Promise<T | null> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    return null;
  }
}

/** A package that is there but broken inside is another story, and must not be told as this one. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && error.message.includes(`'${name}'`);
}
