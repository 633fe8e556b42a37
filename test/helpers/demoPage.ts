import type { Browser, Page } from 'playwright-core';
import type { DemoWindow } from '../../demo/inspect.js';

declare global {
  interface Window {
    __demo: DemoWindow;
    /** The texts on the overlay's canvas, by `rememberTexts`. */
    __written: () => string[];
    /** What came over the game's bus, by `recordBus`. */
    __bus: { name: string; data: { code?: string; sender?: string; content?: unknown; joins?: { username: string }[]; leaves?: { username: string }[] } }[];
  }
}

/** Small, as every pixel is drawn by the processor here. */
const SIZE = { width: 740, height: 320 };
const FRAMES = '8';
const BUS = ['roomchat:message', 'roomchat:presence', 'roomchat:end', 'roomchat:state', 'roomchat:game:emote'];

export interface DemoPlayer {
  readonly page: Page;
  /** In the scene, and its chat and overlay open. */
  ready(scene: 'lobby' | 'match'): Promise<void>;
  reload(): Promise<void>;
  /** Opens the chat by its key, types, sends, and leaves it. */
  say(text: string): Promise<void>;
  /** Waits until the overlay has these words on the canvas. */
  reads(words: string): Promise<void>;
  /** Whether the overlay has these words on the canvas now. */
  has(words: string): Promise<boolean>;
  /** The words that the overlay has on the canvas now. */
  log(): Promise<string>;
  /** What came over the bus since the last load of the page. */
  bus(name: string): Promise<Window['__bus'][number]['data'][]>;
  /** Presses a button that is drawn on the canvas. */
  press(button: string): Promise<void>;
  me(): Promise<{ x: number; y: number }>;
  close(): Promise<void>;
}

/** Opens the demo in a browser context, that is as a player, of its own. */
export async function openDemo(browser: Browser, url: string, { name, match }: { name: string; match?: string }): Promise<DemoPlayer> {
  await drawFrames(browser, false);
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  await page.addInitScript(rememberTexts);
  await page.addInitScript(recordBus, BUS);
  const query = new URLSearchParams({ name, fps: FRAMES, ...(match !== undefined && { match }) });
  await page.goto(`${url}/?${query}`, { waitUntil: 'commit' });

  const player: DemoPlayer = {
    page,
    async ready(scene) {
      await page.waitForFunction((wanted) => window.__demo?.scene() === wanted && window.__demo.chat().overlay !== null, scene);
      if (scene === 'match') await page.waitForFunction(() => window.__demo.players().some(({ mine }) => mine));
      await drawFrames(browser, true);
    },
    async reload() {
      await drawFrames(browser, false);
      await page.reload({ waitUntil: 'commit' });
    },
    async say(text) {
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => window.__demo.chat().overlay?.focused);
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      if (await page.evaluate(() => window.__demo.chat().overlay?.focused)) await page.keyboard.press('Escape');
    },
    async reads(words) {
      await page.waitForFunction(overlayHas, words).catch(async () => {
        throw new Error(`the overlay never had "${words}", but: ${await player.log()}`);
      });
    },
    has: (words) => page.evaluate(overlayHas, words),
    log: () => page.evaluate(drawnText),
    bus: (wanted) => page.evaluate((event) => window.__bus.filter(({ name: each }) => each === event).map(({ data }) => data), wanted),
    async press(button) {
      const at = await page.waitForFunction((wanted) => window.__demo.button(wanted), button);
      const { x, y } = (await at.jsonValue())!;
      await page.mouse.click(x, y);
    },
    me: () => page.evaluate(() => {
      const { x, y } = window.__demo.players().find(({ mine }) => mine)!;
      return { x, y };
    }),
    close: () => context.close(),
  };
  return player;
}

/**
 * While one page starts its engine the others draw no frames, as in a tab that is not in front:
 * one processor draws for all of them, and a start waits many times for it.
 */
async function drawFrames(browser: Browser, draw: boolean): Promise<void> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  await Promise.all(pages.map((page) => page.evaluate((on) => window.__demo?.game.loop[on ? 'wake' : 'sleep'](), draw).catch(() => {})));
}

/** Runs in the page: each canvas knows what is written on it and where, also by copies from another canvas. */
function rememberTexts(): void {
  type Text = { text: string; x: number; y: number };
  type Written = HTMLCanvasElement & { texts?: Text[] };
  const { clearRect, fillText, drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
    const canvas: Written = this.canvas;
    const from = this.getTransform().transformPoint({ x, y });
    const to = this.getTransform().transformPoint({ x: x + width, y: y + height });
    canvas.texts = canvas.texts?.filter((at) => at.x < from.x || at.x >= to.x || at.y < from.y || at.y >= to.y) ?? [];
    return clearRect.call(this, x, y, width, height);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    const { x, y } = this.getTransform().transformPoint({ x: place[0], y: place[1] });
    ((this.canvas as Written).texts ??= []).push({ text, x, y });
    return fillText.call(this, text, ...(place as [number, number]));
  };
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, image: Written, ...place: number[]) {
    const { width, height } = image;
    const [sx, sy, sw, sh, dx, dy] = place.length === 8 ? (place as [number, number, number, number, number, number]) : [0, 0, width, height, place[0]!, place[1]!];
    const copied = (image.texts ?? []).filter(({ x, y }) => x >= sx && x < sx + sw && y >= sy && y < sy + sh);
    for (const { text, x, y } of copied) {
      const at = this.getTransform().transformPoint({ x: x - sx + dx, y: y - sy + dy });
      ((this.canvas as Written).texts ??= []).push({ text, x: at.x, y: at.y });
    }
    return (drawImage as (...args: unknown[]) => void).call(this, image, ...place);
  } as typeof drawImage;
  for (const side of ['width', 'height'] as const) {
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side)!;
    Object.defineProperty(HTMLCanvasElement.prototype, side, {
      get,
      set(this: Written, value: number) {
        this.texts = [];
        set!.call(this, value);
      },
    });
  }
  // As one reads: row by row, each from the left, in whatever order it was drawn.
  window.__written = () => {
    const { textures } = window.__demo.game;
    return textures
      .getTextureKeys()
      .filter((key) => key.startsWith('__roomchat_') && !key.includes('bubble'))
      .flatMap((key) => ((textures.get(key).getSourceImage() as Written).texts ?? []).toSorted((a, b) => (Math.abs(a.y - b.y) > 5 ? a.y - b.y : a.x - b.x)))
      .map(({ text }) => text);
  };
}

/** Runs in the page: keeps what goes over the game's bus. */
function recordBus(names: string[]): void {
  window.__bus = [];
  const wait = setInterval(() => {
    if (!window.__demo) return;
    clearInterval(wait);
    for (const name of names) window.__demo.game.events.on(name, (data: never) => window.__bus.push({ name, data }));
  }, 5);
}

/** Runs in the page: the words on the overlay's canvas, as one reads them. */
function drawnText(): string {
  return window.__written().join(' ');
}

/** Runs in the page. Lines are drawn in pieces: spaces do not count. */
function overlayHas(words: string): boolean {
  return window.__written().join('').replace(/\s/g, '').includes(words.replace(/\s/g, ''));
}
