import type * as Phaser from 'phaser';
import type { RoomChatHandle } from '../client/types.js';
import type { ChatMessage } from '../protocol/messages.js';
import { mutesOf } from './mutesOf.js';
import { createDisplay, type Formatter } from './model/displayContent.js';
import type { MuteList } from './model/muteList.js';
import { ENGLISH } from './texts.js';
import { THEMES, type Theme } from './theme/themes.js';
import { createFonts } from './view/fonts.js';
import { drawBubble } from './view/drawBubble.js';
import { placeBubble } from './view/placeBubble.js';

/** Whatever a bubble can hang over: any game object, or a point. */
export interface BubbleTarget {
  x: number;
  y: number;
}

/** Lengths in pixels of the game's world, times in milliseconds. */
export interface BubbleOptions {
  /** Over whom a message is shown; nothing shows none. */
  target: (senderId: string, message: ChatMessage) => BubbleTarget | null | undefined;
  /** Default 200. */
  maxWidth?: number;
  /** Longer texts end in an ellipsis. Default 4. */
  maxRows?: number;
  /** Default 14. */
  fontSize?: number;
  /** Between the target's top and the bubble. Default 6. */
  gap?: number;
  /** How long it stands; by default longer for longer texts, 3 to 9 s. */
  duration?: number;
  /** Default 100,000. */
  depth?: number;
  /** Default: the light theme's colours. */
  theme?: Theme;
  /** As for the overlay. */
  format?: Formatter;
  /** Phrases of the quick chat by id. Default: those of the English texts. */
  phrases?: Readonly<Record<string, string>>;
  /** Default: the game's one list. */
  mutes?: MuteList;
}

export interface Bubbles {
  /** Shows a bubble of the game's own: a hint, a figure's line. */
  say(target: BubbleTarget, text: string, speaker?: string): void;
  destroy(): void;
}

interface Bubble {
  target: BubbleTarget;
  image: Phaser.GameObjects.Image;
  age: number;
  duration: number;
  /** Where its tail points, from its middle. */
  tail: number;
  draw(tail: number): { letters: number };
}

const FADE_IN = 120;
const FADE_OUT = 400;
let count = 0;

/** Speech bubbles over those who speak; they follow their targets and end with the scene. */
export function createBubbles(scene: Phaser.Scene, handle: Pick<RoomChatHandle, 'on'>, options: BubbleOptions): Bubbles {
  const { events, game, textures } = scene.sys;
  const mutes = options.mutes ?? mutesOf(game);
  const theme: Theme = { ...(options.theme ?? THEMES.light), fontSize: options.fontSize ?? 14 };
  const fonts = createFonts(theme, document.createElement('canvas').getContext('2d')!);
  const display = createDisplay(options.format, options.phrases ?? ENGLISH.quick);
  const bubbles = new Map<string, Bubble>();

  const remove = (speaker: string): void => {
    const bubble = bubbles.get(speaker);
    if (!bubble) return;
    bubbles.delete(speaker);
    const { key } = bubble.image.texture ?? {};
    bubble.image.destroy();
    if (key && textures.exists(key)) textures.remove(key);
  };

  const say = (target: BubbleTarget, text: string, speaker = 'game'): void => {
    remove(speaker);
    // One pixel of the picture for one of the screen, so that it is sharp under zoom too.
    const resolution = Math.max(1, Math.min(4, scene.cameras.main.zoom));
    const texture = textures.addCanvas(`__roomchat_bubble_${++count}`, document.createElement('canvas'))!;
    const draw = (tail: number): { letters: number } => {
      const size = drawBubble(texture.context, text, { theme, fonts, resolution, tail, maxWidth: options.maxWidth ?? 200, maxRows: options.maxRows ?? 4, resize: (width, height) => texture.setSize(width, height) });
      texture.refresh();
      return size;
    };
    const { letters } = draw(0);
    const image = scene.add.image(target.x, target.y, texture.key);
    image.setOrigin(0.5, 1).setScale(1 / resolution).setDepth(options.depth ?? 100_000).setAlpha(0);
    const duration = options.duration ?? Math.min(9_000, 3_000 + 60 * letters);
    const bubble = { target, image, age: 0, duration, tail: 0, draw };
    bubbles.set(speaker, bubble);
    follow(bubble);
  };

  const follow = (bubble: Bubble): void => {
    const { target, image } = bubble;
    const { x, top, scrollX, scrollY, visible } = placeOf(target);
    const { worldView, width, height } = scene.cameras.main;
    const view = scrollX === 0 && scrollY === 0 ? { left: 0, top: 0, right: width, bottom: height } : worldView;
    const place = placeBubble({ x, y: top - (options.gap ?? 6) }, { width: image.displayWidth, height: image.displayHeight }, view);
    image.setPosition(Math.round(place.x), Math.round(place.y)).setScrollFactor(scrollX, scrollY).setVisible(visible);
    if (place.tail === bubble.tail) return;
    bubble.tail = place.tail;
    bubble.draw(place.tail);
  };

  const update = (_time: number, elapsed: number): void => {
    for (const [speaker, bubble] of bubbles) {
      bubble.age += elapsed;
      if (bubble.age >= bubble.duration || isGone(bubble.target)) {
        remove(speaker);
        continue;
      }
      follow(bubble);
      bubble.image.setAlpha(Math.min(1, bubble.age / FADE_IN, (bubble.duration - bubble.age) / FADE_OUT));
    }
  };

  const undoMessages = handle.on('message', (message) => {
    if (mutes.has(message.senderId)) return;
    const shown = display(message);
    const target = shown && shown.text.trim() && options.target(message.senderId, message);
    if (target) say(target, shown.text, message.senderId);
  });
  const undoMutes = mutes.onChange(() => {
    for (const speaker of [...bubbles.keys()]) if (mutes.has(speaker)) remove(speaker);
  });

  const destroy = (): void => {
    undoMessages();
    undoMutes();
    events.off('postupdate', update);
    events.off('shutdown', destroy);
    events.off('destroy', destroy);
    if ((game as { pendingDestroy?: boolean }).pendingDestroy) return;
    for (const speaker of [...bubbles.keys()]) remove(speaker);
  };
  events.on('postupdate', update);
  events.on('shutdown', destroy);
  events.on('destroy', destroy);
  return { say, destroy };
}

type ObjectLike = BubbleTarget & Partial<Pick<Phaser.GameObjects.Image, 'originY' | 'displayHeight' | 'scrollFactorX' | 'scrollFactorY' | 'visible' | 'parentContainer' | 'getWorldTransformMatrix'>>;

function placeOf(target: BubbleTarget): { x: number; top: number; scrollX: number; scrollY: number; visible: boolean } {
  const object = target as ObjectLike;
  let { x, y } = object;
  if (object.parentContainer && object.getWorldTransformMatrix) {
    const matrix = object.getWorldTransformMatrix();
    x = matrix.tx;
    y = matrix.ty;
  }
  const top = y - (object.displayHeight ?? 0) * (object.originY ?? 0.5);
  return { x, top, scrollX: object.scrollFactorX ?? 1, scrollY: object.scrollFactorY ?? 1, visible: object.visible ?? true };
}

/** Phaser takes the scene from what it destroys. */
function isGone(target: BubbleTarget): boolean {
  return 'scene' in target && !target.scene;
}
