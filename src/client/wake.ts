/** Calls back when the runtime says that a connection may work again; returns the undo. */
export type Wake = (callback: () => void) => () => void;

interface EventTargetLike {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** The browser's `online`, `visibilitychange`, and `pageshow` (back from its cache of pages); elsewhere nothing ever wakes. */
export const browserWake: Wake = (callback) => {
  const scope = globalThis as Partial<EventTargetLike> & { document?: EventTargetLike & { visibilityState?: string } };
  const { document } = scope;
  const onVisible = (): void => {
    if (document?.visibilityState === 'visible') callback();
  };
  scope.addEventListener?.('online', callback);
  scope.addEventListener?.('pageshow', callback);
  document?.addEventListener('visibilitychange', onVisible);
  return () => {
    scope.removeEventListener?.('online', callback);
    scope.removeEventListener?.('pageshow', callback);
    document?.removeEventListener('visibilitychange', onVisible);
  };
};
