/** Whom this player does not want to hear: on this device only, the server knows nothing of it. */
export interface MuteList {
  readonly userIds: ReadonlySet<string>;
  has(userId: string): boolean;
  mute(userId: string): void;
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
  const userIds = new Set<string>(read(storage));
  const listeners = new Set<() => void>();
  const changed = (): void => {
    try {
      storage?.setItem(KEY, JSON.stringify([...userIds]));
    } catch {
      // Private windows and full disks refuse: the list holds for this page.
    }
    for (const listener of listeners) listener();
  };
  return {
    userIds,
    has: (userId) => userIds.has(userId),
    mute(userId) {
      if (userIds.has(userId)) return;
      userIds.add(userId);
      changed();
    },
    unmute(userId) {
      if (userIds.delete(userId)) changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function read(storage: MuteStorage | undefined): string[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}
