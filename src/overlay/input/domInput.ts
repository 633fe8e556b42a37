import type { InputView, InputViewFactory } from './InputView.js';

const KEY_EVENTS = ['keydown', 'keyup', 'keypress'] as const;

/** The browser's own text field, without any look of its own: the box around it is drawn. */
export const domInput: InputViewFactory = ({ parent, theme, events }): InputView => {
  const input = document.createElement('input');
  input.type = 'text';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.dir = 'auto';
  input.enterKeyHint = 'send';
  input.setAttribute('autocapitalize', 'sentences');
  // No maxlength: it would cut what is pasted without a word. The limit is shown instead.
  input.style.cssText =
    'position:absolute;box-sizing:border-box;margin:0;border:0;outline:0;background:none;box-shadow:none;border-radius:0;appearance:none;pointer-events:var(--roomchat-pointer,auto);letter-spacing:normal;touch-action:manipulation';
  Object.assign(input.style, { color: theme.text, caretColor: theme.accent, fontFamily: theme.fontFamily, colorScheme: theme.dark ? 'dark' : 'light' });
  parent.append(input);

  const onKey = (event: KeyboardEvent): void => {
    // The game listens further out; nothing typed here is meant for it.
    event.stopPropagation();
    // 229: Safari tells of the Enter that ends a composition only so.
    if (event.type !== 'keydown' || event.isComposing || event.keyCode === 229) return;
    if (events.key(event)) event.preventDefault();
  };
  for (const type of KEY_EVENTS) input.addEventListener(type, onKey);
  input.addEventListener('input', () => events.changed(input.value));
  input.addEventListener('focus', () => events.focused());
  input.addEventListener('blur', () => events.blurred());

  return {
    element: input,
    get text() {
      return input.value;
    },
    set text(text) {
      if (input.value === text) return;
      input.value = text;
      input.setSelectionRange(text.length, text.length);
      events.changed(text);
    },
    get focused() {
      return document.activeElement === input;
    },
    focus: () => input.focus({ preventScroll: true }),
    blur: () => input.blur(),
    get caret() {
      return input.selectionStart ?? input.value.length;
    },
    insert(text, range) {
      if (range) input.setSelectionRange(range.from, range.to);
      // The old command is the only way that leaves undo intact.
      if (document.activeElement === input && document.execCommand('insertText', false, text)) return;
      input.setRangeText(text, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
      events.changed(input.value);
    },
    place({ x, y, width, height, fontSize, end, look }) {
      Object.assign(input.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
        padding: `0 ${end}px 0 ${fontSize * 0.72}px`,
        fontSize: `${fontSize}px`,
        opacity: look === 'bare' ? '0' : '1',
        visibility: look === 'hidden' ? 'hidden' : 'visible',
      });
    },
    describe(label, enabled) {
      input.setAttribute('aria-label', label);
      input.readOnly = !enabled;
    },
    destroy() {
      input.remove();
    },
  };
};
