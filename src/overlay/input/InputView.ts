import type { Theme } from '../theme/themes.js';
import type { Box } from '../view/panelParts.js';

/** What an input tells the overlay. */
export interface InputEvents {
  changed(text: string): void;
  focused(): void;
  blurred(): void;
  /** A key, before the input acts on it; true where the overlay took it. Never called while composing. */
  key(event: KeyboardEvent): boolean;
}

/** Where and how large the input stands, in CSS pixels from the panel's corner. */
export interface InputPlace extends Box {
  fontSize: number;
  /** Room at the end of the box that the drawing takes. */
  end: number;
  /** `hidden`: neither seen nor touched. `bare`: touched but not seen. */
  look: 'shown' | 'bare' | 'hidden';
}

/** The text field of the overlay; a game can bring its own. */
export interface InputView {
  text: string;
  readonly focused: boolean;
  /** What a screen reader reads it as; popups are told to it. */
  readonly element?: HTMLElement;
  focus(): void;
  blur(): void;
  /** Where the next letter goes. */
  readonly caret: number;
  /** Writes as if typed, so that undo knows it; without a range, over what is selected. */
  insert(text: string, range?: { from: number; to: number }): void;
  place(place: InputPlace): void;
  /** Another chat, another state. */
  describe(label: string, enabled: boolean): void;
  destroy(): void;
}

export type InputViewFactory = (context: { parent: HTMLElement; theme: Theme; events: InputEvents }) => InputView;
