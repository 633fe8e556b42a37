import type { Popup } from '../model/overlayState.js';

/** The open popup as a list in the page, unseen, for screen readers. */
export interface PopupMirror {
  show(popup: Popup | null, input?: HTMLElement): void;
  destroy(): void;
}

let count = 0;

export function createPopupMirror(parent: HTMLElement, choose: (index: number) => void): PopupMirror {
  const id = `roomchat-choices-${++count}`;
  const list = document.createElement('div');
  list.id = id;
  list.setAttribute('role', 'listbox');
  list.hidden = true;
  list.style.cssText = 'position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%)';
  parent.append(list);
  let shown: Popup | null = null;

  return {
    show(popup, input) {
      if (popup === shown) return;
      if (popup && popup.items === shown?.items) {
        for (const [index, option] of [...list.children].entries()) option.setAttribute('aria-selected', String(index === popup.selected));
      } else {
        list.replaceChildren(
          ...(popup?.items ?? []).map((item, index) => {
            const option = document.createElement('div');
            option.id = `${id}-${index}`;
            option.setAttribute('role', 'option');
            option.setAttribute('aria-selected', String(index === popup?.selected));
            option.textContent = item.detail ? `${item.label}, ${item.detail}` : item.label;
            option.addEventListener('click', () => choose(index));
            return option;
          }),
        );
      }
      shown = popup;
      list.hidden = popup === null;
      list.setAttribute('aria-label', popup?.title ?? '');
      if (!input) return;
      // Only while there is a list is it one: else it is a plain text field.
      const attributes = { role: 'combobox', 'aria-expanded': 'true', 'aria-controls': id, 'aria-activedescendant': `${id}-${popup?.selected ?? 0}`, 'aria-autocomplete': 'list' };
      for (const [name, value] of Object.entries(attributes)) {
        if (popup) input.setAttribute(name, value);
        else input.removeAttribute(name);
      }
    },
    destroy: () => list.remove(),
  };
}
