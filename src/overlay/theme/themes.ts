import { blend } from './contrast.js';

/** Colours are `#rrggbb`, lengths CSS pixels, alphas 0 to 1. */
export interface Theme {
  fontFamily: string;
  fontSize: number;
  /** Times the font size. */
  lineHeight: number;
  /** Of names and other strong text. */
  boldWeight: number;
  radius: number;
  borderWidth: number;
  panel: string;
  /** How much of the panel hides the game while one reads or writes. */
  panelAlpha: number;
  /** The same once nothing has happened for a while. */
  idleAlpha: number;
  /** Behind single lines in compact mode. */
  lineAlpha: number;
  border: string;
  text: string;
  /** Times, comings and goings, placeholders. */
  soft: string;
  link: string;
  mention: string;
  /** Behind a line that names the reader. */
  mentionBack: string;
  warning: string;
  error: string;
  accent: string;
  onAccent: string;
  input: string;
  inputBorder: string;
  /** Whether letters are light on dark. */
  dark: boolean;
}

export type ThemeName = 'dark' | 'light' | 'pixel';

const SYSTEM_FONT = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

const dark: Theme = {
  fontFamily: SYSTEM_FONT,
  fontSize: 14,
  lineHeight: 1.45,
  boldWeight: 600,
  radius: 12,
  borderWidth: 1,
  panel: '#0f141d',
  panelAlpha: 0.86,
  idleAlpha: 0.5,
  lineAlpha: 0.8,
  border: '#323b4b',
  text: '#eef2f8',
  soft: '#b1bccd',
  link: '#8ec7ff',
  mention: '#ffd479',
  mentionBack: '#4a3c18',
  warning: '#ffc266',
  error: '#ffa3a3',
  accent: '#5b9dff',
  onAccent: '#06142b',
  input: '#1b2331',
  inputBorder: '#3a4659',
  dark: true,
};

const light: Theme = {
  ...dark,
  panel: '#fbfcfe',
  panelAlpha: 0.92,
  idleAlpha: 0.62,
  lineAlpha: 0.9,
  border: '#c9d1de',
  text: '#141a24',
  soft: '#465166',
  link: '#0b4fae',
  mention: '#7a4300',
  mentionBack: '#ffeec7',
  warning: '#7a4300',
  error: '#a31621',
  accent: '#1a5fd0',
  onAccent: '#ffffff',
  input: '#ffffff',
  inputBorder: '#aeb9ca',
  dark: false,
};

const pixel: Theme = {
  ...dark,
  fontFamily: '"Pixelify Sans", "Silkscreen", "VT323", "DotGothic16", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSize: 14,
  lineHeight: 1.35,
  boldWeight: 700,
  radius: 0,
  borderWidth: 2,
  panel: '#1a1030',
  panelAlpha: 0.92,
  idleAlpha: 0.6,
  lineAlpha: 0.88,
  border: '#f4e9d8',
  text: '#fff7e8',
  soft: '#cbbfe0',
  link: '#7fe0ff',
  mention: '#ffe14d',
  mentionBack: '#4b3a10',
  warning: '#ffcb4d',
  error: '#ffa0a8',
  accent: '#ffe14d',
  onAccent: '#1a1030',
  input: '#2a1c48',
  inputBorder: '#8d7bb8',
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = { dark, light, pixel };

/** The panel as it looks over the game picture that harms reading most. */
export function worstPanel(theme: Theme, alpha = theme.panelAlpha): string {
  return blend(theme.panel, alpha, theme.dark ? '#ffffff' : '#000000');
}
