import type { ChatTab } from './chatTab.js';
import type { LineAction } from './lineRuns.js';

export type OverlayMode = 'full' | 'compact';

/** One choice of a popup. */
export interface PopupItem {
  label: string;
  /** Small print beside it: a key, what a command does. */
  detail?: string;
  run(): void;
}

/** A list of choices over the log: what to do with a name, whether to open a link, commands, phrases. */
export interface Popup {
  kind: 'menu' | 'confirm' | 'complete' | 'quick';
  title?: string;
  /** Small print below the title. */
  note?: string;
  items: readonly PopupItem[];
  selected: number;
}

/** Everything a log view draws. The same object each time: what is read from it is always the present. */
export interface OverlayState {
  readonly tabs: readonly ChatTab[];
  readonly active: ChatTab;
  readonly mode: OverlayMode;
  readonly focused: boolean;
  readonly visible: boolean;
  /** Nothing happened for a while. */
  readonly idle: boolean;
  /** Characters in the input, and how many are allowed. */
  readonly length: number;
  readonly maxLength: number;
  readonly popup: Popup | null;
  /** Whether there are phrases to choose from. */
  readonly hasQuick: boolean;
}

/** What a log view can ask for. */
export interface OverlayActions {
  select(tab: ChatTab): void;
  loadOlder(): void;
  /** Whether the newest line of the active tab is in sight. */
  setAtEnd(atEnd: boolean): void;
  /** A click on something in a line. */
  act(action: LineAction): void;
  choose(index: number): void;
  /** Goes through the choices of a popup by so many. */
  move(by: number): void;
  setMode(mode: OverlayMode): void;
  openQuick(): void;
  closePopup(): void;
  /** The player is at the overlay: it does not go idle. */
  wake(): void;
  focus(): void;
  submit(): void;
}
