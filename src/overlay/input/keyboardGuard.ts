import type * as Phaser from 'phaser';

export interface KeyboardGuardOptions {
  game: Phaser.Game;
  /** The element in which typing is ours. */
  root: HTMLElement;
  /** A key pressed outside of any text field; true where it opened the chat. */
  opens(event: KeyboardEvent): boolean;
}

export interface KeyboardGuard {
  /** Typing begins: what the player holds down counts as released for the game. */
  releaseKeys(): void;
  destroy(): void;
}

/**
 * Keeps typing and playing apart at their borders: the key that opens the chat does not reach the
 * game, keys held when typing begins are released, and a key pressed while typing and let go after
 * it is not seen by the game at all.
 */
export function keyboardGuard({ game, root, opens }: KeyboardGuardOptions): KeyboardGuard {
  /** Keys that the game has seen go down, by code. */
  const held = new Map<string, KeyboardEvent>();
  /** Keys that went down in the chat. */
  const ours = new Set<string>();
  let releasing = false;

  const isOurs = (event: KeyboardEvent): boolean => event.target instanceof Node && root.contains(event.target);

  const onDown = (event: KeyboardEvent): void => {
    if (isOurs(event)) return void ours.add(event.code);
    if (event.repeat && ours.has(event.code)) return event.stopImmediatePropagation();
    ours.delete(event.code);
    if (!event.repeat && !event.isComposing && !isTyping() && opens(event)) {
      ours.add(event.code);
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    held.set(event.code, event);
  };

  const onUp = (event: KeyboardEvent): void => {
    if (releasing) return;
    held.delete(event.code);
    // Had it gone down before the chat opened, its release was already given to the game.
    if (ours.delete(event.code) && !isOurs(event)) event.stopImmediatePropagation();
  };

  const onWindowBlur = (): void => {
    held.clear();
    ours.clear();
  };

  window.addEventListener('keydown', onDown, true);
  window.addEventListener('keyup', onUp, true);
  window.addEventListener('blur', onWindowBlur);

  return {
    releaseKeys() {
      const target = game.input?.keyboard?.target ?? window;
      releasing = true;
      for (const event of held.values()) {
        ours.add(event.code);
        const up = new KeyboardEvent('keyup', { key: event.key, code: event.code, location: event.location, bubbles: true });
        // Phaser knows keys by their old numbers only.
        Object.defineProperty(up, 'keyCode', { value: event.keyCode });
        target.dispatchEvent(up);
      }
      releasing = false;
      held.clear();
      for (const scene of game.scene.scenes) (scene.sys as { input?: Phaser.Input.InputPlugin }).input?.keyboard?.resetKeys();
    },
    destroy() {
      window.removeEventListener('keydown', onDown, true);
      window.removeEventListener('keyup', onUp, true);
      window.removeEventListener('blur', onWindowBlur);
    },
  };
}

/** Someone else's text field has the keyboard. */
function isTyping(): boolean {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement)) return false;
  return element.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}
