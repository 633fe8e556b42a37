// One chat log, filled and timed by hand: `window.measure(kind, sizes)`.
import * as Phaser from 'phaser';
import { gametegra } from '../../../dist/index.js';
import { fakeHandle } from '../../helpers/fakeHandle.ts';

const WIDTH = 380;
const HEIGHT = 260;
const WORDS = 'well played that was close who takes the left side I am out of arrows behind you nice one again'.split(' ');

const line = (index) => `${index} ${Array.from({ length: 4 + (index % 9) }, (_, i) => WORDS[(index * 7 + i * 3) % WORDS.length]).join(' ')}`;

/** What a small game draws beside its chat: an engine that draws nothing at all does not pay for drawing. */
const SPRITES = 200;

/** Each returns how to fill it with many lines at once, and how to append one. */
const logs = {
  none: () => ({ fill() {}, append() {} }),

  ours(scene) {
    const handle = fakeHandle();
    scene.gametegra.roomChat.openOverlay(handle, { width: WIDTH, height: HEIGHT, maxLines: 20_000, mode: 'full', idleAfter: false });
    const append = (index) => handle.receive(line(index));
    return { fill: (from, to) => range(from, to).forEach(append), append };
  },

  rexui(scene) {
    const texts = [];
    const area = scene.rexUI.add.textArea({
      x: WIDTH / 2 + 12,
      y: 600 - HEIGHT / 2 - 12,
      width: WIDTH,
      height: HEIGHT,
      background: scene.rexUI.add.roundRectangle(0, 0, 2, 2, 4, 0x10141f),
      text: scene.add.text(0, 0, '', { fontSize: '14px', wordWrap: { width: WIDTH - 20 } }),
      slider: { track: scene.rexUI.add.roundRectangle(0, 0, 8, 8, 4, 0x333333), thumb: scene.rexUI.add.roundRectangle(0, 0, 8, 20, 4, 0x888888) },
    }).layout();
    const show = () => area.setText(texts.join('\n')).scrollToBottom();
    return {
      fill(from, to) {
        texts.push(...range(from, to).map(line));
        show();
      },
      append(index) {
        texts.push(line(index));
        show();
      },
    };
  },

  dom() {
    const log = document.createElement('div');
    log.style.cssText = `position:fixed;left:12px;bottom:12px;width:${WIDTH}px;height:${HEIGHT}px;overflow-y:auto;font:14px sans-serif;color:#fff;background:#10141f`;
    document.body.append(log);
    const append = (index) => {
      const row = document.createElement('div');
      row.textContent = line(index);
      log.append(row);
      log.scrollTop = log.scrollHeight;
    };
    return { fill: (from, to) => range(from, to).forEach(append), append, settle: () => log.offsetHeight };
  },
};

function range(from, to) {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

async function startGame(plugins) {
  const scene = await new Promise((resolve) => {
    new Phaser.Game({
      type: Phaser.WEBGL,
      width: 800,
      height: 600,
      banner: false,
      audio: { noAudio: true },
      scene: { create() { resolve(this); } },
      plugins: { scene: [gametegra({ endpoint: 'ws://127.0.0.1:1', appId: 'bench', guest: { username: 'Ada' } }), ...plugins] },
    });
  });
  // From here on every frame is ours to time.
  scene.game.loop.stop();
  return scene;
}

function addSprites(scene) {
  const { context } = scene.textures.createCanvas('sprite', 32, 32);
  context.fillStyle = '#fc3';
  context.fillRect(0, 0, 32, 32);
  scene.textures.get('sprite').refresh();
  const sprites = range(0, SPRITES).map((i) => scene.add.image((i * 37) % 800, (i * 53) % 600, 'sprite'));
  return () => {
    for (const sprite of sprites) sprite.x = (sprite.x + 1) % 800;
  };
}

export async function measure(kind, sizes, plugins = []) {
  const scene = await startGame(plugins);
  const move = addSprites(scene);
  const log = logs[kind](scene);
  const gl = scene.game.renderer.gl;
  const pixel = new Uint8Array(4);
  let now = performance.now();
  const frame = () => {
    now += 1000 / 60;
    move();
    scene.game.step(now, 1000 / 60);
    log.settle?.();
  };
  /** The browser draws in another process: waits for it, so that its backlog is not counted as ours. */
  const drain = () => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
  const time = (work) => {
    const began = performance.now();
    work();
    const taken = performance.now() - began;
    drain();
    return taken;
  };

  const results = {};
  let count = 0;
  for (const size of sizes) {
    if (count < size) log.fill(count, size);
    count = Math.max(count, size);
    for (let i = 0; i < 20; i++) time(frame);
    // A slow contestant gets fewer tries.
    const times = time(() => (log.append(count++), frame())) > 20 ? 9 : 100;
    const append = median(range(0, times).map(() => time(() => (log.append(count++), frame()))));
    for (let i = 0; i < 30; i++) time(frame);
    const idle = median(range(0, 150).map(() => time(frame)));
    const frames = times > 9 ? 120 : 12;
    let due = 0;
    let busy = 0;
    for (let i = 0; i < frames; i++) {
      busy += time(() => {
        for (due += 50 / 60; due >= 1; due--) log.append(count++);
        frame();
      });
    }
    results[size] = { append, idle, busy: busy / frames };
  }
  return results;
}
