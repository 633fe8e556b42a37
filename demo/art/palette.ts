/** All colours of the demo: a glade at night, lit by what glows in it. */
export const PLAYER_COLORS: readonly { base: string; light: string; dark: string }[] = [
  { base: '#ff7a6b', light: '#ffb3a3', dark: '#c2454f' },
  { base: '#ffb347', light: '#ffdd94', dark: '#c9752a' },
  { base: '#b5e05a', light: '#e2f7a0', dark: '#6f9e37' },
  { base: '#4fd8a4', light: '#a4f3d0', dark: '#24937f' },
  { base: '#58bdff', light: '#b0e4ff', dark: '#2f78c9' },
  { base: '#8d92ff', light: '#c6c9ff', dark: '#5556c4' },
  { base: '#d685ff', light: '#f0c6ff', dark: '#9349c2' },
  { base: '#ff85b6', light: '#ffc2dc', dark: '#c24a85' },
];

/** By a gem's kind; the last is the rare one. */
export const GEM_COLORS: readonly { base: string; light: string; dark: string }[] = [
  { base: '#3fe8d6', light: '#c9fff5', dark: '#1391a4' },
  { base: '#ff6fb5', light: '#ffd3ea', dark: '#b52d80' },
  { base: '#a689ff', light: '#e3d9ff', dark: '#5a3ec4' },
  { base: '#ffcf4d', light: '#fff3c4', dark: '#c27a14' },
];

export const NIGHT = {
  skyTop: '#0a0f2e',
  skyMiddle: '#1b2458',
  skyLow: '#3d3f86',
  skyGlow: '#7a5fa8',
  grassLight: '#74c48f',
  grass: '#4aa383',
  grassDark: '#2f7875',
  cliff: '#4a3f78',
  cliffDark: '#241f4d',
  /** What the light map leaves of a colour where nothing shines. */
  ambient: '#858fd2',
  ambientLow: '#c9cdf2',
  ink: '#141a3a',
} as const;

export const UI = {
  panel: '#131a3c',
  panelEdge: '#3a4585',
  text: '#f2f4ff',
  soft: '#b3bce6',
  accent: '#ffcf4d',
  accentDark: '#e89a2d',
  onAccent: '#3a2200',
  quiet: '#2a3468',
  danger: '#ff8d8d',
  font: '"Baloo 2", Nunito, ui-rounded, "SF Pro Rounded", "Segoe UI", system-ui, sans-serif',
} as const;

/** `#rrggbb` as the number that Phaser's tints take. */
export function tint(color: string): number {
  return Number.parseInt(color.slice(1), 16);
}

/** `#rrggbb` with an alpha, for canvas drawing. */
export function faded(color: string, alpha: number): string {
  const value = tint(color);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${alpha})`;
}
