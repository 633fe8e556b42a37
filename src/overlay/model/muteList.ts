/** Whom this player does not want to hear: on this device only, the server knows nothing of it. */
export interface MuteList {
  /** Names by user id, as they were when muted. */
  readonly users: ReadonlyMap<string, string>;
  has(userId: string): boolean;
  /** `username` is for lists only. */
  mute(userId: string, username?: string): void;
  unmute(userId: string): void;
  onChange(listener: () => void): () => void;
}

/** Something like `localStorage`. */
export interface MuteStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'gametegra-room-chat.muted';

/** With a storage the list outlives the page; a storage that fails is done without. */
export function createMuteList(storage?: MuteStorage): MuteList {
  const users = new Map<string, string>(read(storage));
  const listeners = new Set<() => void>();
  const changed = (): void => {
    try {
      storage?.setItem(KEY, JSON.stringify([...users]));
    } catch {
      // Private windows and full disks refuse: the list holds for this page.
    }
    for (const listener of listeners) listener();
  };
  return {
    users,
    has: (userId) => users.has(userId),
    mute(userId, username = userId) {
      if (users.has(userId)) return;
      users.set(userId, username);
      changed();
    },
    unmute(userId) {
      if (users.delete(userId)) changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function read(storage: MuteStorage | undefined): [string, string][] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.filter((item): item is [string, string] => Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'string');
  } catch {
    return [];
  }
}
