import type { RoomChatHandle } from '../client/types.js';
import { RoomChatError } from '../protocol/errors.js';
import { LIMITS } from '../protocol/limits.js';
import type { Corner, KeyBindings, OverlayOptions } from './OverlayOptions.js';
import { completeTexts, type Texts } from './texts.js';
import { THEMES, type Theme } from './theme/themes.js';

const CORNERS: readonly Corner[] = ['bottom-left', 'bottom-right', 'top-left', 'top-right', 'bottom', 'top'];
const KEYS: KeyBindings = { open: ['Enter'], command: ['/'], leave: ['Escape'], quick: ['y'], mode: [] };
const QUICK_MAX = 10;
/** A screen this narrow, in CSS pixels, is a phone held upright. */
const PHONE_WIDTH = 520;
/** Letters smaller than this many pixels cannot be read, whatever the game's resolution. */
const LEAST_PIXELS = 11;
/** iOS zooms into a field with smaller letters. */
const TOUCH_SIZE = 16;

type Given = 'format' | 'mutes' | 'onFocus' | 'onBlur' | 'logView' | 'inputView' | 'commands' | 'senderMenu' | 'openLink';

export interface ResolvedOptions extends Required<Omit<OverlayOptions, 'theme' | 'texts' | 'keys' | 'locale' | 'timestamps' | 'quickChat' | Given>>,
  Pick<OverlayOptions, Given> {
  theme: Theme;
  texts: Texts;
  keys: KeyBindings;
  locale: string | undefined;
  touch: boolean;
  quickIds: readonly string[];
  /** CSS pixels per unit, for a surface with so many pixels per CSS pixel. */
  unit(ratio: number): number;
  time(ms: number): string;
  day(ms: number): string;
}

/** Checks what the game asked for and completes it. Throws `invalid_option`. */
export function resolveOptions(options: OverlayOptions, handles: readonly RoomChatHandle[]): ResolvedOptions {
  if (handles.length === 0) throw invalid('no chat was given', 'join a room first and pass its handle');
  const { position = 'bottom-left', surface = 'game', afterSend = 'leave', timestamps = true, locale } = options;
  oneOf('position', position, CORNERS);
  oneOf('surface', surface, ['game', 'page']);
  oneOf('afterSend', afterSend, ['leave', 'stay']);
  const theme = resolveTheme(options.theme);
  const texts = completeTexts(options.texts);
  const touch = matches('(pointer: coarse)');
  const { mode = touch && globalThis.innerWidth < PHONE_WIDTH ? 'compact' : 'full' } = options;
  oneOf('mode', mode, ['full', 'compact']);
  const scale = positive('scale', options.scale ?? 1);
  const clock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const minute = lastOf((minutes) => clock.format(minutes * 60_000));
  const calendar = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });

  return {
    ...options,
    position, surface, mode, afterSend, theme, texts, locale, touch, scale, quickIds: resolveQuick(options.quickChat, texts),
    width: positive('width', options.width ?? 380),
    height: positive('height', options.height ?? 260),
    margin: options.margin ?? 12,
    visible: options.visible ?? true,
    keys: { ...KEYS, ...options.keys },
    leaveOnGamePress: options.leaveOnGamePress ?? true,
    idleAfter: options.idleAfter ?? 10_000,
    lineTime: positive('lineTime', options.lineTime ?? 9_000),
    presence: options.presence ?? true,
    maxLength: Math.min(LIMITS.textChars, positive('maxLength', options.maxLength ?? 500)),
    maxLines: positive('maxLines', options.maxLines ?? 5_000),
    label: options.label ?? ((handle) => handle.roomName),
    reducedMotion: options.reducedMotion ?? matches('(prefers-reduced-motion: reduce)'),
    unit(ratio) {
      const readable = surface === 'game' ? LEAST_PIXELS / (theme.fontSize * ratio) : 0;
      return Math.max(scale, readable, touch ? TOUCH_SIZE / theme.fontSize : 0);
    },
    time(ms) {
      if (timestamps === false) return '';
      return timestamps === true ? minute(Math.floor(ms / 60_000)) : timestamps(new Date(ms));
    },
    day(ms) {
      const days = Math.round((midnight(Date.now()) - midnight(ms)) / 86_400_000);
      return days === 0 ? texts.today : days === 1 ? texts.yesterday : calendar.format(ms);
    },
  };
}

function resolveTheme(theme: OverlayOptions['theme'] = 'dark'): Theme {
  const name = typeof theme === 'string' ? theme : theme.base ?? 'dark';
  oneOf('theme', name, Object.keys(THEMES));
  return typeof theme === 'string' ? THEMES[theme] : { ...THEMES[name], ...theme };
}

function resolveQuick(quick: OverlayOptions['quickChat'], { quick: phrases }: Texts): readonly string[] {
  if (!quick) return [];
  const ids = quick === true ? Object.keys(phrases) : quick;
  const unknown = ids.find((id) => !Object.hasOwn(phrases, id));
  if (unknown !== undefined) throw invalid(`quickChat names the phrase "${unknown}", which texts.quick does not have`, 'add its text');
  return ids.slice(0, QUICK_MAX);
}

/** Lines of one minute come one after the other, and a date takes longer to write than to wrap. */
function lastOf(make: (key: number) => string): (key: number) => string {
  let last = Number.NaN;
  let made = '';
  return (key) => (key === last ? made : (made = make((last = key))));
}

function matches(query: string): boolean {
  return globalThis.matchMedia?.(query).matches ?? false;
}

function midnight(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

function positive(name: string, value: number): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw invalid(`${name} is ${String(value)}`, 'give a number above 0');
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw invalid(`${name} is "${String(value)}"`, `use one of ${allowed.join(', ')}`);
}

function invalid(why: string, todo: string): RoomChatError {
  return new RoomChatError('invalid_option', `unable to open the overlay; ${why}; ${todo}`);
}
