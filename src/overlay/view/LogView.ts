import type * as Phaser from 'phaser';
import type { LineRuns } from '../model/lineRuns.js';
import type { LogLine } from '../model/logLine.js';
import type { OverlayActions, OverlayState } from '../model/overlayState.js';
import type { Texts } from '../texts.js';
import type { Theme } from '../theme/themes.js';
import type { Box, PanelParts } from './panelParts.js';

/** Where the panel stands now. */
export interface PanelPlace {
  /** In CSS pixels of the page, from the top left of the game's canvas. */
  panel: Box;
  /** CSS pixels per unit of length in which `parts` and the theme are given. */
  unit: number;
  /** In units, from the panel's corner. */
  parts: PanelParts;
}

export interface LogViewContext {
  scene: Phaser.Scene;
  /** Lies over the panel; catches what is pressed and scrolled there, so that the game does not get it. */
  parent: HTMLElement;
  state: OverlayState;
  actions: OverlayActions;
  theme: Theme;
  texts: Texts;
  locale: string | undefined;
  touch: boolean;
  reducedMotion: boolean;
  lineTime: number;
  openKey: string;
  now(): number;
  /** What a line says; null for a line without words or by someone muted. */
  runsOf(line: LogLine): LineRuns | null;
}

/** Shows the lines; a game can bring its own. */
export interface LogView {
  /** Something changed; called at most once a frame. */
  render(): void;
  place(place: PanelPlace): void;
  /** Each frame; true asks for a `render` in this one. */
  frame?(elapsed: number): boolean;
  /** All lines read differently now: someone was muted, the language changed. */
  restyle?(): void;
  /** By how many rows or pages to scroll; `start` and `end` go all the way. */
  scroll?(by: { rows: number } | { pages: number } | 'start' | 'end'): void;
  destroy(): void;
}

export type LogViewFactory = (context: LogViewContext) => LogView;
