import type * as Phaser from 'phaser';
import { UI } from '../art/palette.js';

export interface TextFieldOptions {
  label: string;
  value?: string;
  placeholder?: string;
  maxLength: number;
  upperCase?: boolean;
  onEnter(text: string): void;
}

export interface TextField {
  text: string;
  place(x: number, y: number, width: number, height: number): void;
  focus(): void;
  /** Says that what was typed does not do. */
  refuse(): void;
}

/** A real browser input over the canvas, in CSS pixels; it goes with its scene. */
export function textField(scene: Phaser.Scene, { label, value = '', placeholder = '', maxLength, upperCase = false, onEnter }: TextFieldOptions): TextField {
  const input = document.createElement('input');
  Object.assign(input, { value, placeholder, maxLength, autocomplete: 'off', spellcheck: false, type: 'text' });
  input.setAttribute('aria-label', label);
  input.setAttribute('autocapitalize', upperCase ? 'characters' : 'words');
  Object.assign(input.style, {
    position: 'absolute', boxSizing: 'border-box', margin: '0', padding: '0 16px', borderRadius: '14px', border: '1.5px solid #4a57a4', outline: 'none',
    background: 'rgba(12,17,48,0.86)', color: UI.text, font: `600 18px ${UI.font}`, textTransform: upperCase ? 'uppercase' : 'none', letterSpacing: upperCase ? '0.16em' : 'normal',
    transition: 'border-color 120ms, box-shadow 120ms',
  });
  input.addEventListener('focus', () => Object.assign(input.style, { borderColor: UI.accent, boxShadow: '0 0 0 3px rgba(255,207,77,0.25)' }));
  input.addEventListener('blur', () => Object.assign(input.style, { borderColor: '#4a57a4', boxShadow: 'none' }));
  // The game listens on the window.
  for (const type of ['keydown', 'keyup', 'keypress']) input.addEventListener(type, (event) => event.stopPropagation());
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing) onEnter(input.value);
  });
  (scene.game.canvas.parentElement ?? document.body).append(input);
  scene.events.once('shutdown', () => input.remove());

  return {
    get text() {
      return input.value;
    },
    set text(text) {
      input.value = text;
    },
    place: (x, y, width, height) => void Object.assign(input.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` }),
    focus: () => input.focus({ preventScroll: true }),
    refuse() {
      input.animate([{ translate: '0' }, { translate: '-7px' }, { translate: '6px' }, { translate: '-3px' }, { translate: '0' }], 260);
      input.style.borderColor = UI.danger;
      input.focus({ preventScroll: true });
    },
  };
}
